using CsCheck;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class ZbarDecoderTests
{
    [SkippableFact]
    public void It_reads_a_badge()
    {
        Needs.Zbar();
        using var badges = new TestBadges();
        string badge = badges.Text();
        using var decoder = new ZbarDecoder();
        Assert.Equal([badge], decoder.Decode(Show(badge)));
        Assert.Equal([badge], decoder.Decode(Show(badge)));
    }

    [SkippableTheory]
    [InlineData("Grüße aus 上海")]
    [InlineData("two\r\nlines")]
    public void A_text_comes_out_as_it_went_in(string text)
    {
        Needs.Zbar();
        using var decoder = new ZbarDecoder();
        Assert.Equal([text], decoder.Decode(Show(text)));
    }

    [SkippableFact]
    public void It_reads_nothing_where_nothing_is_and_takes_any_size()
    {
        Needs.Zbar();
        using var decoder = new ZbarDecoder();
        Assert.Empty(decoder.Decode(new GrayImage(1, 1, new byte[1])));
        Assert.Empty(decoder.Decode(new GrayImage(4000, 1, new byte[4000])));
        Assert.Empty(decoder.Decode(new GrayImage(1, 4000, new byte[4000])));
        Gen.Byte.Array[64 * 48].Sample(pixels => Assert.Empty(decoder.Decode(new GrayImage(64, 48, pixels))), iter: 100, threads: 1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, -4)]
    [InlineData(2, 3)]
    [InlineData(65536, 65536)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_picture_whose_sizes_do_not_fit_each_other_cannot_be_made(int width, int height) =>
        Assert.Throws<ArgumentException>(() => new GrayImage(width, height, new byte[4]));

    private static GrayImage Show(string text) => new(640, 480, BadgeVideo.Frame(text, 640, 480));
}
