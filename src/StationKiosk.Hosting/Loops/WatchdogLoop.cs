using Microsoft.Extensions.Logging;

namespace StationKiosk.Hosting.Loops;

/// <summary>
/// Feeds the systemd watchdog, and only while every loop goes round. A loop that hangs makes systemd restart the program. Without systemd it
/// still says which loop hangs.
/// </summary>
/// <param name="loops">The program's loops.</param>
/// <param name="systemd">Where to feed; null where systemd did not start this program.</param>
/// <param name="time">For the waits.</param>
/// <param name="log">Says which loop hangs.</param>
public sealed class WatchdogLoop(LoopRounds loops, Systemd? systemd, TimeProvider time, ILogger<WatchdogLoop> log)
{
    /// <summary>How often to look where systemd has not said.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _every = systemd?.FeedEvery ?? LookEvery;

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            if (loops.Stuck is { Count: > 0 } stuck)
            {
                log.LogError("the watchdog is not fed: {Loops} does not go round", string.Join(", ", stuck));
            }
            else
            {
                systemd?.Feed();
            }

            await Task.Delay(_every, time, stop);
        }
    }
}
