using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Reading;

/// <summary>What live reading costs: the kiosk's camera reader on a video of badges, played in real time.</summary>
internal static class LiveBench
{
    public static async Task<int> RunAsync(TimeSpan length, CancellationToken stop)
    {
        using var folder = new TempFolder();
        using var badges = new TestBadges();
        var video = new BadgeVideo { Texts = [badges.Text(), badges.Text(), badges.Text()] };
        await video.MakeAsync(folder["badges.mkv"], stop);

        var options = new CameraScannerOptions(folder["badges.mkv"], Loop: true);
        var scanner = new CameraScanner("bench", options, TimeProvider.System, NullLogger<CameraScanner>.Instance);
        var sink = new CountingSink();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scanning = scanner.ScanAsync(sink, end.Token);
        await Task.WhenAny(sink.Opened, scanning);
        var (before, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.WhenAny(scanning, Task.Delay(length, TimeProvider.System, stop));
        var (used, took) = (Environment.CpuUsage.TotalTime - before, Stopwatch.GetElapsedTime(start));
        await end.CancelAsync();
        await Task.WhenAny(scanning);
        Console.WriteLine($"{options.Width}x{options.Height} at {options.FramesPerSecond} frames a second for {took.TotalSeconds:0} s: "
            + $"{sink.Scans} scans, {used / took:P0} of one core in this process (the helper's share not counted)");
        return sink.Scans > 0 ? 0 : 1;
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
