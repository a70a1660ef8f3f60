using CsCheck;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Devices.ZXingNet;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.ZXingNet;

/// <summary>Of a build with <c>-p:WithZXingNet=true</c> only.</summary>
public sealed class ZXingDecoderTests
{
    private readonly ZXingDecoder _decoder = new();

    [Fact]
    public void It_reads_a_badge()
    {
        using var badges = new TestBadges();
        string badge = badges.Text();
        Assert.Equal([badge], _decoder.Decode(Show(badge)));
        Assert.Equal([badge], _decoder.Decode(Show(badge)));
    }

    [Theory]
    [InlineData("Grüße aus 上海")]
    [InlineData("two\r\nlines")]
    public void A_text_comes_out_as_it_went_in(string text) => Assert.Equal([text], _decoder.Decode(Show(text)));

    [Fact]
    public void A_text_comes_out_as_it_went_in_whatever_it_is() =>
        Gen.String[Gen.Char[' ', '~'], 1, 200].Sample(text => Assert.Equal([text], _decoder.Decode(Show(text))), iter: 30, threads: 1);

    [Fact]
    public void It_reads_every_code_in_view()
    {
        byte[] left = BadgeVideo.Frame("SK1LEFT", 480, 480), right = BadgeVideo.Frame("SK1RIGHT", 480, 480);
        byte[] both = [.. Enumerable.Range(0, 480).SelectMany(row => left[(row * 480)..((row + 1) * 480)].Concat(right[(row * 480)..((row + 1) * 480)]))];
        Assert.Equal(["SK1LEFT", "SK1RIGHT"], _decoder.Decode(new GrayImage(960, 480, both)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_reads_nothing_where_nothing_is_and_takes_any_size()
    {
        Assert.Empty(_decoder.Decode(new GrayImage(1, 1, new byte[1])));
        Assert.Empty(_decoder.Decode(new GrayImage(4000, 1, new byte[4000])));
        Assert.Empty(_decoder.Decode(new GrayImage(1, 4000, new byte[4000])));
        Gen.Byte.Array[64 * 48].Sample(pixels => Assert.Empty(_decoder.Decode(new GrayImage(64, 48, pixels))), iter: 100, threads: 1);
    }

    [SkippableFact]
    public void What_one_of_the_two_decoders_reads_is_read_once()
    {
        Needs.Zbar();
        using var pair = new DecoderPair(new ZbarDecoder(), new ZXingDecoder());
        Assert.Equal(["SK1BOTH"], pair.Decode(Show("SK1BOTH")));
        using var alone = new DecoderPair(new Blind(), new ZXingDecoder());
        Assert.Equal(["SK1ONE"], alone.Decode(Show("SK1ONE")));
    }

    private static GrayImage Show(string text) => new(640, 480, BadgeVideo.Frame(text, 640, 480));

    private sealed class Blind : IQrDecoder
    {
        public IReadOnlyList<string> Decode(GrayImage image) => [];

        public void Dispose()
        {
        }
    }
}
