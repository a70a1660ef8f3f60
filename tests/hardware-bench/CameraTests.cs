using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>A camera of the kernel's (v4l2loopback) that is fed with pictures of a badge.</summary>
[Collection(HardwareTests.Name)]
public sealed class CameraTests(BenchStation station)
{
    private const int Width = 640, Height = 480;

    /// <summary>Of a picture without colour.</summary>
    private const byte Chroma = 128;

    [SkippableFact]
    public async Task A_camera_that_is_plugged_in_late_reads_a_badge_held_up_to_it_and_is_said_to_be_absent_when_it_is_pulled_out()
    {
        await station.NeedAsync();
        await station.UntilAsync("post", "absent");
        long before = await station.VisitsAsync();
        await station.Guest.PutAsync("/root/badge.yuyv", [.. BadgeVideo.Frame(station.NewBadge(), Width, Height).SelectMany(light => (byte[])[light, Chroma])]);
        await station.Guest.DoAsync("hardware plug camera; systemd-run --quiet --unit film hardware film /root/badge.yuyv");
        try
        {
            await station.UntilAsync("post", "ok");
            await Patiently.UntilAsync(async () => await station.VisitsAsync() == before + 1);
        }
        finally
        {
            await station.Guest.DoAsync("systemctl stop film; hardware unplug camera");
        }

        await station.UntilAsync("post", "absent");
    }
}
