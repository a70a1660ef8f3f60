using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class SceneWatchTests
{
    private const int Width = 640;
    private const int Height = 480;
    private const int FramesPerSecond = 10;

    private readonly Random _random = new(3);
    private readonly SceneWatch _watch = new();
    private int _frames;

    [Fact]
    public void A_scene_that_stands_still_in_a_noisy_camera_is_glanced_at_once_a_second()
    {
        Settle(Blank(100));
        var looks = Enumerable.Range(0, 100).Select(_ => Take(Noisy(Blank(100)))).ToList();
        Assert.DoesNotContain(SceneLook.Look, looks);
        Assert.InRange(looks.Count(look => look == SceneLook.Glance), 9, 11);
    }

    [Fact]
    public void A_lamp_that_flickers_and_a_sun_that_comes_out_are_no_movement()
    {
        Settle(Blank(100));
        var looks = Enumerable.Range(0, 60).Select(i => Take(Noisy(Blank((byte)(100 + (i % 2 * 10) + i))))).ToList();
        Assert.DoesNotContain(SceneLook.Look, looks);
    }

    [Fact]
    public void A_badge_that_comes_into_view_is_looked_at_in_its_first_frame_and_for_as_long_as_all_ways_to_look_take()
    {
        Settle(Blank(128));
        byte[] badge = Noisy(BadgeVideo.Frame("SK1BADGE", Width, Height));
        Assert.Equal(SceneLook.Look, Take(badge));
        Assert.All(Enumerable.Range(0, FramesPerSecond * (int)SceneWatch.BusyFor.TotalSeconds - 1), _ => Assert.Equal(SceneLook.Look, Take(badge)));
        Assert.Equal(SceneLook.Pass, Take(badge));
    }

    [Fact]
    public void For_two_seconds_after_a_badge_was_read_every_second_frame_is_let_pass_and_then_none()
    {
        Settle(Blank(128));
        byte[] badge = Noisy(BadgeVideo.Frame("SK1BADGE", Width, Height));
        Assert.Equal(SceneLook.Look, Take(badge));
        _watch.Read(Now);
        int answered = FramesPerSecond * (int)SceneWatch.AnsweredFor.TotalSeconds;
        var looks = Enumerable.Range(0, answered - 1).Select(_ => Take(badge)).ToList();
        Assert.All(looks, (look, i) => Assert.Equal(i % 2 == 0 ? SceneLook.Pass : SceneLook.Look, look));
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(SceneLook.Look, Take(badge)));
    }

    [Fact]
    public void A_small_badge_far_away_is_noticed()
    {
        Settle(Blank(128));
        byte[] frame = Blank(128);
        for (int y = 0; y < 100; y++)
        {
            // Half black, half white and a quiet zone, as a code is: in the mean nearly as bright as the ground.
            frame.AsSpan(((200 + y) * Width) + 300, 100).Fill(y / 8 % 2 == 0 ? (byte)40 : (byte)235);
        }

        Assert.Equal(SceneLook.Look, Take(Noisy(frame)));
    }

    [Fact]
    public void The_first_frame_is_looked_at() => Assert.Equal(SceneLook.Look, Take(Blank(0)));

    /// <summary>When the last frame came.</summary>
    private TimeSpan Now => TimeSpan.FromSeconds((double)(_frames - 1) / FramesPerSecond);

    private static byte[] Blank(byte gray)
    {
        byte[] frame = new byte[Width * Height];
        frame.AsSpan().Fill(gray);
        return frame;
    }

    private void Settle(byte[] frame)
    {
        for (int i = 0; i <= FramesPerSecond * SceneWatch.BusyFor.TotalSeconds; i++)
        {
            Take(Noisy(frame));
        }
    }

    private byte[] Noisy(byte[] frame) => [.. frame.Select(value => (byte)Math.Clamp(value + _random.Next(-20, 21), 0, 255))];

    private SceneLook Take(byte[] frame)
    {
        _frames++;
        return _watch.Take(new GrayImage(Width, Height, frame), Now);
    }
}
