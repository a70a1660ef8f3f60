using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class StagedDecoderTests
{
    private static readonly int FurtherStages = Enum.GetValues<Stage>().Length - 1;

    [SkippableFact]
    public void A_code_shown_light_on_dark_is_read_in_a_picture_and_within_one_turn_of_frames()
    {
        Needs.Zbar();
        byte[] pixels = BadgeVideo.Frame("SK1DARKMODE", 640, 480);
        GrayOperations.Invert(pixels, pixels);
        var dark = new GrayImage(640, 480, pixels);
        using var decoder = StagedDecoder.OfThisBuild();
        Assert.Equal(["SK1DARKMODE"], decoder.DecodePicture(dark));
        Assert.Single(Enumerable.Range(0, FurtherStages), _ => decoder.DecodeFrame(dark).SequenceEqual(["SK1DARKMODE"]));
    }

    [Fact]
    public void A_picture_is_looked_at_in_every_way_until_something_is_read()
    {
        var zbar = new FakeDecoder(picture => picture.Width == 8 ? ["double"] : []);
        using var decoder = new StagedDecoder(zbar, zbar);
        Assert.Equal(["double"], decoder.DecodePicture(new GrayImage(4, 4, new byte[16])));
        Assert.Equal([4, 2, 8], zbar.Widths);
    }

    [Fact]
    public void A_frame_costs_two_looks_and_a_poster_on_the_wall_hides_no_badge()
    {
        var zbar = new FakeDecoder(picture => picture.Width == 2 ? ["poster", "badge"] : ["poster"]);
        using var decoder = new StagedDecoder(zbar, zbar);
        var frame = new GrayImage(4, 4, new byte[16]);
        var seen = Enumerable.Range(0, FurtherStages).Select(_ => string.Join('+', decoder.DecodeFrame(frame))).ToList();
        Assert.Contains("poster+badge", seen);
        Assert.Equal(2 * FurtherStages, zbar.Widths.Count);
    }

    [Fact]
    public void Sizes_that_cannot_be_halved_or_are_too_large_to_be_doubled_are_left_out()
    {
        var zbar = new FakeDecoder(_ => []);
        using var decoder = new StagedDecoder(zbar, zbar);
        decoder.DecodePicture(new GrayImage(1, 1, new byte[1]));
        Assert.Equal([1, 2, 1, 1, 1], zbar.Widths);
        decoder.DecodePicture(new GrayImage(1280, 721, new byte[1280 * 721]));
        Assert.DoesNotContain(2560, zbar.Widths);
    }

    private sealed class FakeDecoder(Func<GrayImage, IReadOnlyList<string>> decode) : IQrDecoder
    {
        public List<int> Widths { get; } = [];

        public IReadOnlyList<string> Decode(GrayImage image)
        {
            Widths.Add(image.Width);
            return decode(image);
        }

        public void Dispose()
        {
        }
    }
}
