using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Reading;

/// <summary>What live reading costs: the kiosk's camera reader on a video of badges, played in real time.</summary>
internal static class LiveBench
{
    /// <summary>Share of one core that watching a camera may take, all processes together.</summary>
    public const double CpuShareMax = 0.15;

    /// <summary>Not counted: the processes start.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(TimeSpan length, CancellationToken stop)
    {
        using var badges = new TestBadges();
        return await RunAsync("nobody there", new BadgeVideo { Texts = [], Gap = TimeSpan.FromSeconds(20) }, length, stop)
            + await RunAsync("a badge every 3 s", new BadgeVideo { Texts = [badges.Text(), badges.Text(), badges.Text()] }, length, stop);
    }

    private static async Task<int> RunAsync(string name, BadgeVideo video, TimeSpan length, CancellationToken stop)
    {
        using var folder = new TempFolder();
        await video.MakeAsync(folder["badges.nut"], stop);

        var options = new CameraScannerOptions(folder["badges.nut"], Loop: true);
        var scanner = new CameraScanner("bench", options, TimeProvider.System, NullLogger<CameraScanner>.Instance);
        var sink = new CountingSink();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scanning = scanner.ScanAsync(sink, end.Token);
        await Task.WhenAny(sink.Opened, scanning);
        await Task.WhenAny(scanning, Task.Delay(WarmUp, TimeProvider.System, stop));
        var (before, start) = (ProcessTree.CpuTime(), Stopwatch.GetTimestamp());
        await Task.WhenAny(scanning, Task.Delay(length, TimeProvider.System, stop));
        if (scanning.IsCompleted)
        {
            // Without the processes that ended the figure would be too small.
            Console.Error.WriteLine($"{name}: not measured, the camera's reader ended: {scanning.Exception?.InnerException?.Message}");
            return 1;
        }

        var (used, took) = (ProcessTree.CpuTime() - before, Stopwatch.GetElapsedTime(start));
        await end.CancelAsync();
        await Task.WhenAny(scanning);
        double share = used / took;
        Console.WriteLine($"{name,-28}{options.Width}x{options.Height} at {options.FramesPerSecond} frames a second for {took.TotalSeconds:0} s: "
            + $"{sink.Scans} scans, {share:P1} of one core with ffmpeg and the decoder process; bar {CpuShareMax:P0}: {(share <= CpuShareMax ? "met" : "MISSED")}");
        return share <= CpuShareMax && sink.Scans > 0 == video.Texts.Count > 0 ? 0 : 1;
    }

    private sealed class CountingSink : IScanSink
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Opened => _opened.Task;

        public int Scans { get; private set; }

        public void Ready() => _opened.SetResult();

        public ValueTask ReadAsync(string text, CancellationToken stop)
        {
            Scans++;
            return ValueTask.CompletedTask;
        }
    }
}
