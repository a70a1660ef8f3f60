using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Health;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class FrameSourceTests
{
    private static readonly CameraScannerOptions FourPixels = new("/dev/video0", 2, 2);

    [Fact]
    public async Task A_torn_frame_is_never_decoded()
    {
        await using var source = Open("printf aaaabb");
        Assert.Equal("aaaa"u8.ToArray(), (await source.NextAsync(CancellationToken.None))[..4]);
        await Assert.ThrowsAsync<DeviceException>(() => source.NextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_frame_that_was_not_taken_in_time_is_dropped_and_counted_and_the_newest_comes_next()
    {
        await using var source = Open("printf aaaabbbbccccdddd");
        await Eventually.IsTrue(() => source.Dropped == 3);
        Assert.Equal("dddd"u8.ToArray(), (await source.NextAsync(CancellationToken.None))[..4]);
    }

    [Fact]
    public async Task Only_the_gray_part_of_a_yuv420_frame_is_taken()
    {
        await using var source = new FrameSource(FourPixels, new HelperCommand("sh", ["-c", "printf aaaaUV"], "dash", 6), TimeProvider.System);
        Assert.Equal("aaaa"u8.ToArray(), (await source.NextAsync(CancellationToken.None))[..4]);
    }

    [SkippableFact]
    public async Task A_helper_whose_kiosk_was_killed_ends_by_itself()
    {
        Needs.Ffmpeg();
        using var folder = new TempFolder();
        await new BadgeVideo { Texts = ["SK1ORPHAN"] }.MakeAsync(folder["badge.mkv"]);
        await using var helper = HelperProcess.Start(HelperCommand.For(new CameraScannerOptions(folder["badge.mkv"], Loop: true)), TimeProvider.System);
        await helper.Output.ReadExactlyAsync(new byte[640 * 480]);
        await helper.Output.DisposeAsync();
        var (exitCode, _) = await helper.EndAsync();
        Assert.NotNull(exitCode);
    }

    private static FrameSource Open(string script) => new(FourPixels, new HelperCommand("sh", ["-c", script], "dash", 4), TimeProvider.System);
}
