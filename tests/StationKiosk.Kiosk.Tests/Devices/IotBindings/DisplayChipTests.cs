using CsCheck;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.IotBindings;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>Of a build with <c>-p:WithIotBindings=true</c> only: the real binding on a simulated SSD1306.</summary>
public sealed class DisplayChipTests
{
    private readonly SimulatedSsd1306 _panel = new();

    [Theory]
    [InlineData(32, 0x02)]
    [InlineData(64, 0x12)]
    public void It_begins_dark_whatever_its_memory_held_and_is_set_up_for_its_height(int rows, byte comPins)
    {
        _panel.FillWithNoise();
        using var display = Open(rows);
        Assert.True(_panel.IsOn);
        Assert.DoesNotContain(true, Lit(rows));
        Assert.Equal(rows - 1, _panel.Multiplex);
        Assert.Equal(comPins, _panel.ComPins);
    }

    [Fact]
    public void A_word_is_shown_and_taken_away()
    {
        using var display = Open(64);
        display.Show("I");

        // The letter's eight rows of four columns, eight times as large, in the middle.
        string[] picture = [.. Enumerable.Range(0, 64).Select(y => new string([.. Enumerable.Range(48, 32).Select(x => _panel.IsLit(x, y) ? '#' : ' ')]))];
        Assert.Equal(["####", " ## ", " ## ", " ## ", " ## ", " ## ", "####", "    "], picture.Chunk(8).Select(rows => Assert.Single(rows.Distinct())).Select(Shrunk));
        Assert.Equal(18 * 64, Lit(64).Count(lit => lit));
        display.Show("");
        Assert.DoesNotContain(true, Lit(64));
    }

    [Fact]
    public void Every_word_is_in_the_middle_and_no_two_look_alike()
    {
        string[] words = ["WELCOME", "HELLO", "BADGE?", "BROKEN", "NO", "HERE"];
        using var display = Open(64);
        var seen = words.Select(word =>
        {
            display.Show(word);
            int[] columns = [.. Enumerable.Range(0, WordPicture.Columns).Where(x => Enumerable.Range(0, 64).Any(y => _panel.IsLit(x, y)))];
            Assert.InRange(columns[0] - (WordPicture.Columns - 1 - columns[^1]), -1, 1);
            Assert.True(columns.Length > WordPicture.Columns / 2, $"{word} is small");
            return string.Concat(Lit(64).Select(lit => lit ? '1' : '0'));
        });
        Assert.Equal(words.Length, seen.Distinct().Count());
    }

    [Fact]
    public void Any_text_can_be_drawn() =>
        Gen.Select(Gen.String[0, 200], Gen.Bool.Select(tall => tall ? 64 : 32)).Sample((text, rows) => WordPicture.Draw(text, rows).Length == WordPicture.Columns * rows / 8);

    [Fact]
    public void The_same_again_costs_one_command()
    {
        using var display = Open(64);
        display.Show("NO");
        int before = _panel.Writes;
        display.Show("NO");
        Assert.Equal(1, _panel.Writes - before);
    }

    [Fact]
    public void It_is_dark_when_it_is_let_go_and_being_gone_is_a_fault()
    {
        var display = Open(64);
        display.Show("NO");
        _panel.IsGone = true;
        Assert.Throws<IOException>(() => display.Show("NO"));
        Assert.Throws<IOException>(() => display.Show("HELLO"));
        display.Dispose();
        _panel.IsGone = false;
        display = Open(64);
        display.Dispose();
        Assert.False(_panel.IsOn);
        Assert.True(_panel.IsDisposed);
    }

    private static string Shrunk(string row) => new([.. row.Chunk(8).Select(letters => letters[0])]);

    private IEnumerable<bool> Lit(int rows) => Enumerable.Range(0, rows).SelectMany(y => Enumerable.Range(0, WordPicture.Columns).Select(x => _panel.IsLit(x, y)));

    private IDisplayChip Open(int rows) => Chips.Open(new DisplayOptions("screen", new I2cPlace(1, DisplayOptions.UsualAddress), rows, Reader: null), _panel);
}
