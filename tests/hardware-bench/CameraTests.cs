using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>A camera of the kernel's (v4l2loopback) that is fed with pictures of a badge.</summary>
[Collection(HardwareTests.Name)]
public sealed class CameraTests(BenchStation station)
{
    private const int Width = 640, Height = 480;

    [SkippableFact]
    public async Task A_camera_that_is_plugged_in_late_reads_a_badge_held_up_to_it()
    {
        await station.NeedAsync();
        long before = await station.VisitsAsync();
        await station.Guest.PutAsync("/root/badge.gray", BadgeVideo.Frame(station.NewBadge(), Width, Height));
        await station.Guest.DoAsync($"""
            systemd-run --quiet --unit camera ffmpeg -loglevel error -re -stream_loop -1 -f rawvideo -pix_fmt gray -s {Width}x{Height} -r 5 -i /root/badge.gray \
              -pix_fmt yuyv422 -f v4l2 /dev/video0
            """);
        try
        {
            await station.UntilAsync("post", "ok");
            await Eventually.IsTrue(async () => await station.VisitsAsync() == before + 1);
        }
        finally
        {
            await station.Guest.DoAsync("systemctl stop camera");
        }
    }
}
