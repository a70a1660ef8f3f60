using CsCheck;
using StationKiosk.Kiosk.Devices.KeyboardScanner;
using StationKiosk.Protocol;

namespace StationKiosk.Kiosk.Tests.Devices.Keyboard;

public sealed class KeyTypingTests
{
    public static TheoryData<string> Layouts => ["us", "de", "fr"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Everything_a_badge_can_say_is_typed_on_every_layout(string layout)
    {
        const string All = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.";
        var map = Map(layout);
        Assert.Equal([All], Lines(map, [.. Keys.Type(All, map), .. Keys.Press(Keys.Enter)]));
    }

    [Fact]
    public void Every_printable_character_is_typed_on_the_US_layout()
    {
        string all = new([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);
        Assert.Equal([all], Lines(KeyMap.Us, [.. Keys.Type(all), .. Keys.Press(Keys.Enter)]));
    }

    [Theory]
    [InlineData(28)]
    [InlineData(15)]
    [InlineData(96)]
    public void Enter_Tab_and_the_number_blocks_Enter_end_a_line(int end) => Assert.Equal(["SK1"], Lines(KeyMap.Us, [.. Keys.Type("SK1"), .. Keys.Press(end)]));

    [Fact]
    public void A_key_that_is_held_types_once() => Assert.Equal(["A"], Lines(KeyMap.Us,
        [.. Keys.Event(InputEvent.Key, KeyMap.RightShift, 1), .. Keys.Event(InputEvent.Key, 30, 1), .. Keys.Event(InputEvent.Key, 30, 2), .. Keys.Event(InputEvent.Key, 30, 0), .. Keys.Press(Keys.Enter)]));

    [Fact]
    public void A_line_with_a_hole_is_no_scan_and_the_next_one_is()
    {
        var typing = new KeyTyping(KeyMap.Us);
        byte[] events =
        [
            .. Keys.Type("SK1A"), .. Keys.Event(InputEvent.Synchronize, InputEvent.Dropped, 0), .. Keys.Type("B"), .. Keys.Press(Keys.Enter),
            .. Keys.Type("SK1C"), .. Keys.Press(Keys.Enter),
        ];
        Assert.Equal(["SK1C"], Take(typing, events));
        Assert.Equal(1, typing.RefusedLines);
    }

    [Fact]
    public void A_line_with_a_key_that_types_nothing_is_no_scan() => Assert.Empty(Lines(KeyMap.Us, [.. Keys.Type("SK1"), .. Keys.Press(59), .. Keys.Press(Keys.Enter)]));

    [Fact]
    public void A_line_may_be_as_long_as_a_badge_and_no_longer()
    {
        string longest = new('A', Limits.BadgeTextMax);
        Assert.Equal([longest], Lines(KeyMap.Us, [.. Keys.Type(longest), .. Keys.Press(Keys.Enter)]));
        Assert.Empty(Lines(KeyMap.Us, [.. Keys.Type(longest + "A"), .. Keys.Press(Keys.Enter)]));
    }

    [Fact]
    public void Whatever_events_come_only_printable_lines_come_out_and_a_badge_after_them_is_read() =>
        Gen.Byte.Array[0, 2000].Sample(
            noise =>
            {
                var typing = new KeyTyping(KeyMap.Us);
                var lines = Take(typing, noise);
                Assert.All(lines, line => Assert.True(line.Length <= Limits.BadgeTextMax && line.All(letter => letter is >= ' ' and <= '~')));
                typing.Silence();
                Take(typing, [.. Keys.Event(InputEvent.Key, KeyMap.LeftShift, 0), .. Keys.Event(InputEvent.Key, KeyMap.RightShift, 0)]);
                Assert.Equal(["SK1AFTER"], Take(typing, [.. Keys.Type("SK1AFTER"), .. Keys.Press(Keys.Enter)]));
            },
            iter: 2000);

    private static List<string> Lines(KeyMap map, byte[] events) => Take(new KeyTyping(map), events);

    private static List<string> Take(KeyTyping typing, byte[] events)
    {
        var lines = new List<string>();
        for (int at = 0; at + InputEvent.Bytes <= events.Length; at += InputEvent.Bytes)
        {
            if (typing.Take(InputEvent.Read(events.AsSpan(at))) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static KeyMap Map(string layout) => layout switch { "de" => KeyMap.German, "fr" => KeyMap.French, _ => KeyMap.Us };
}
