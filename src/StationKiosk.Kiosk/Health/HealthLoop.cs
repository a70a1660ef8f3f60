using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.Health;

/// <summary>
/// Feeds the systemd watchdog, and only while every loop goes round and so says that scans are really being answered. A loop that hangs makes
/// systemd restart the program.
/// </summary>
/// <param name="loops">The program's loops.</param>
/// <param name="feed">Sends <c>WATCHDOG=1</c>; null where no watchdog was asked for.</param>
/// <param name="every">How often to look: a third of the watchdog's time.</param>
/// <param name="clock">The kiosk's time.</param>
/// <param name="log">Says which loop hangs.</param>
public sealed class HealthLoop(LoopRounds loops, Action? feed, TimeSpan every, KioskClock clock, ILogger<HealthLoop> log)
{
    /// <summary>How often to look where systemd has not said.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            if (loops.AllGoRound)
            {
                feed?.Invoke();
            }
            else
            {
                log.LogError("the watchdog is not fed: {Loops} does not go round", string.Join(", ", loops.All.Where(loop => !loop.GoesRound).Select(loop => loop.Name)));
            }

            await Task.Delay(every, clock.Time, stop);
        }
    }
}
