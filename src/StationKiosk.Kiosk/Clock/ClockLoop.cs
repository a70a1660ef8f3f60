using StationKiosk.Hosting.Loops;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>Watches the wall clock and records when it became believable or was stepped, so that the office can correct times after the fact.</summary>
public sealed class ClockLoop(KioskClock clock, Action<EventContent> record, LoopRound round, ILogger<ClockLoop> log)
{
    /// <summary>How often the clock is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly ClockWatch _watch = new("kernel");

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            round.Went();
            if (_watch.Look(clock.Now()) is { } synced)
            {
                log.LogInformation("the clock is set by {Source}, stepped by {Offset} ms", synced.Source, synced.OffsetMilliseconds);
                record(EventContent.Of(synced));
            }

            await Task.Delay(LookEvery, clock.Time, stop);
        }
    }
}
