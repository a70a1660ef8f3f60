using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Health;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class CameraScannerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Badges_in_a_noisy_tilted_dim_video_are_each_read_once_and_then_the_video_has_ended()
    {
        Needs.Ffmpeg();
        Needs.Zbar();
        using var badges = new TestBadges();
        var video = new BadgeVideo { Texts = [badges.Text(), badges.Text(), badges.Text()], Shown = TimeSpan.FromSeconds(1.5), Gap = TimeSpan.FromSeconds(0.5) };
        await video.MakeAsync(_folder["badges.mkv"]);
        var end = await Assert.ThrowsAsync<DeviceException>(() => Scanner(_folder["badges.mkv"]).ScanAsync(_sink, _stop.Token));
        Assert.Equal($"the video {_folder["badges.mkv"]} has ended", end.Message);
        Assert.Equal(video.Texts, _sink.Texts);
    }

    [SkippableFact]
    public async Task A_video_that_loops_shows_its_badge_again_until_the_kiosk_stops()
    {
        Needs.Ffmpeg();
        Needs.Zbar();
        var video = new BadgeVideo { Texts = ["SK1AGAIN"], Shown = TimeSpan.FromSeconds(1), Gap = TimeSpan.FromSeconds(1.2) };
        await video.MakeAsync(_folder["badge.mkv"]);
        var scanning = Scanner(_folder["badge.mkv"], loop: true).ScanAsync(_sink, _stop.Token);
        await Eventually.IsTrue(() => _sink.Texts.Count >= 2 || scanning.IsCompleted);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scanning);
    }

    [SkippableFact]
    public async Task A_picture_can_stand_for_the_camera()
    {
        Needs.Ffmpeg();
        Needs.Zbar();
        await File.WriteAllBytesAsync(_folder["badge.png"], BadgeVideo.Png("SK1PICTURE"));
        var scanning = Scanner(_folder["badge.png"], loop: true).ScanAsync(_sink, _stop.Token);
        await Eventually.IsTrue(() => _sink.Texts.Count > 0 || scanning.IsCompleted);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scanning);
        Assert.Equal(["SK1PICTURE"], _sink.Texts);
    }

    [SkippableTheory]
    [InlineData("/dev/video-none")]
    [InlineData("/nowhere/none.mkv")]
    public async Task A_source_that_is_not_there_is_said_with_the_helpers_own_words(string source)
    {
        Needs.Ffmpeg();
        Needs.Zbar();
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(source).ScanAsync(_sink, _stop.Token));
        Assert.Contains(source, fault.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", fault.Message, StringComparison.Ordinal);
        Assert.Contains("check that it is there", fault.Message, StringComparison.Ordinal);
        Assert.False(_sink.IsReady);
    }

    [Fact]
    public async Task For_a_camera_that_is_not_there_no_program_is_started()
    {
        var options = new CameraScannerOptions("/dev/video-none");
        var scanner = new Kiosk.Devices.CameraScanner.CameraScanner(
            "door", options, TimeProvider.System, NullLogger<Kiosk.Devices.CameraScanner.CameraScanner>.Instance, HelperCommand.For(options), decoder: "/nowhere/decoder");
        var fault = await Assert.ThrowsAsync<DeviceException>(() => scanner.ScanAsync(_sink, _stop.Token));
        Assert.StartsWith("the camera /dev/video-none failed", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_helper_that_is_not_installed_is_said_with_its_package()
    {
        Needs.Zbar();
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(new HelperCommand("no-such-helper", [], "some-package", 16)).ScanAsync(_sink, _stop.Token));
        Assert.Equal("no-such-helper cannot be started: apt-get install some-package", fault.Message);
    }

    [SkippableFact]
    public async Task A_helper_that_dies_is_said_with_the_last_line_of_what_it_said()
    {
        Needs.Zbar();
        var dies = Shell("printf 'chatter\\nthe sensor fell off\\n' >&2; exit 3");
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(dies).ScanAsync(_sink, _stop.Token));
        Assert.Contains("(the sensor fell off)", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("chatter", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_helper_that_hangs_is_ended_and_said()
    {
        Needs.Zbar();
        var time = new FakeTimeProvider();
        var scanning = Scanner(Shell($"echo $$ > {_folder["pid"]}; exec sleep 1000"), time).ScanAsync(_sink, _stop.Token);
        string pid = await WrittenPidAsync();
        await Eventually.IsTrue(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return scanning.IsCompleted;
        });
        var fault = await Assert.ThrowsAsync<DeviceException>(() => scanning);
        Assert.Contains("has given no picture for 5 s", fault.Message, StringComparison.Ordinal);
        await Eventually.IsTrue(() => !Directory.Exists($"/proc/{pid}"));
    }

    [SkippableFact]
    public async Task When_the_kiosk_stops_the_helper_is_ended_with_all_it_started()
    {
        Needs.Zbar();
        var scanning = Scanner(Shell($"sh -c 'echo $$ > {_folder["pid"]}; exec cat /dev/zero'; true")).ScanAsync(_sink, _stop.Token);
        await Eventually.IsTrue(() => _sink.IsReady);
        string pid = await WrittenPidAsync();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scanning);
        await Eventually.IsTrue(() => !Directory.Exists($"/proc/{pid}"));
    }

    private static HelperCommand Shell(string script) => new("sh", ["-c", script], "dash", 320 * 240);

    private static Kiosk.Devices.CameraScanner.CameraScanner Scanner(string source, bool loop = false) =>
        new("door", new CameraScannerOptions(source, Loop: loop), TimeProvider.System, NullLogger<Kiosk.Devices.CameraScanner.CameraScanner>.Instance);

    /// <summary>Its device has only to be there.</summary>
    private static Kiosk.Devices.CameraScanner.CameraScanner Scanner(HelperCommand command, TimeProvider? time = null) =>
        new("door", new CameraScannerOptions("/dev/null", 320, 240), time ?? TimeProvider.System, NullLogger<Kiosk.Devices.CameraScanner.CameraScanner>.Instance, command);

    private async Task<string> WrittenPidAsync()
    {
        await Eventually.IsTrue(() => File.Exists(_folder["pid"]) && File.ReadAllText(_folder["pid"]).EndsWith('\n'));
        return (await File.ReadAllTextAsync(_folder["pid"])).Trim();
    }
}
