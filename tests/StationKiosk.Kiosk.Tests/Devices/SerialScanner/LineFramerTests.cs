using System.Text;
using CsCheck;
using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.Protocol;

namespace StationKiosk.Kiosk.Tests.Devices.Serial;

public sealed class LineFramerTests
{
    // Noise with enough line ends and text in it that lines come out.
    private static readonly Gen<byte> Noise = Gen.Frequency((30, Gen.Byte[32, 126]), (1, Gen.Byte), (1, Gen.Const((byte)'\r')));

    private readonly LineFramer _framer = new();

    [Theory]
    [InlineData("SK1A\r", "SK1A")]
    [InlineData("SK1A\n", "SK1A")]
    [InlineData("SK1A\t", "SK1A")]
    [InlineData("SK1A\r\nSK1B\r\n", "SK1A|SK1B")]
    [InlineData("\r\n\r\n", "")]
    [InlineData("SK1A", "")]
    [InlineData("hello world\r", "hello world")]
    public void A_line_ends_at_CR_LF_or_Tab(string bytes, string lines) => Assert.Equal(lines, string.Join('|', Take(bytes)));

    [Fact]
    public void However_the_bytes_come_in_chunks_the_lines_are_the_same() => Noise.Array[0, 300].Select(Gen.Int[1, 40]).Sample((bytes, size) =>
    {
        var whole = new LineFramer().Take(bytes);
        var chunked = new LineFramer();
        Assert.Equal(whole, bytes.Chunk(size).SelectMany(chunk => chunked.Take(chunk)));
    });

    [Fact]
    public void Out_of_noise_come_only_whole_lines_of_printable_text_and_every_other_line_is_counted() => Noise.Array[0, 3000].Sample(bytes =>
    {
        var framer = new LineFramer();
        var lines = framer.Take(bytes);
        var all = Encoding.Latin1.GetString(bytes).Split('\r', '\n', '\t')[..^1].Where(line => line.Length > 0).ToList();
        var good = all.Where(line => line.Length <= Limits.BadgeTextMax && line.All(c => c is >= ' ' and <= '~')).ToList();
        Assert.Equal(good, lines);
        Assert.Equal(all.Count - good.Count, framer.RefusedLines);
    });

    [Fact]
    public void A_line_of_the_longest_badge_passes_and_a_longer_one_is_dropped_up_to_its_end()
    {
        string longest = new('A', Limits.BadgeTextMax);
        Assert.Equal([longest, "SK1B"], Take($"{longest}\r{longest}A\rSK1B\r"));
        Assert.Equal(1, _framer.RefusedLines);
    }

    [Fact]
    public void Noise_before_a_badge_costs_that_line_and_never_makes_another_badge_of_it()
    {
        Assert.Equal(["SK1B"], Take("\0\u0001SK1A\rSK1B\r"));
        Assert.Equal(["SK1C"], Take("SK1\u00FFA\rSK1C\r"));
        Assert.Equal(2, _framer.RefusedLines);
    }

    [Fact]
    public void Silence_ends_a_line()
    {
        Assert.Null(_framer.Silence());
        Take("SK1A");
        Assert.True(_framer.IsInLine);
        Assert.Equal("SK1A", _framer.Silence());
        Assert.False(_framer.IsInLine);
        Take("\0");
        Assert.Null(_framer.Silence());
        Assert.Equal(1, _framer.RefusedLines);
    }

    private IReadOnlyList<string> Take(string latin1) => _framer.Take(Encoding.Latin1.GetBytes(latin1));
}
