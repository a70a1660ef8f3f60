using StationKiosk.Hosting.Loops;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>
/// Records what the sources of time tell, so that the office can correct times after the fact; logs every step of the wall clock; and saves the time now and then, so that the next
/// start knows how late it is at least.
/// </summary>
public sealed class ClockLoop(KioskClock clock, ClockFloor floor, Action<EventContent> record, LoopRound round, ILogger<ClockLoop> log)
{
    /// <summary>How often the clock is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>How often the time is saved: one small write.</summary>
    public static readonly TimeSpan SaveEvery = TimeSpan.FromHours(1);

    private readonly StepWatch _steps = new();
    private long? _saved;

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            round.Went();
            Look();
            await Task.Delay(LookEvery, clock.Time, stop);
        }
    }

    private void Look()
    {
        var now = clock.Now();
        if (_steps.Look(clock.Wall, now.Mono) is { } step)
        {
            log.LogWarning("the wall clock was stepped by {Step} ms; times are reckoned without it", (long)step.TotalMilliseconds);
        }

        while (clock.TryNews(out var synced))
        {
            log.LogInformation(
                "time from {Source}: {Offset} ms off what was known, good to {Error} ms", synced!.Source, synced.OffsetMilliseconds, synced.ErrorMilliseconds);
            record(EventContent.Of(synced));
        }

        if (_saved is null || now.Mono - _saved >= (long)SaveEvery.TotalMilliseconds)
        {
            _saved = now.Mono;
            Save(now);
        }
    }

    private void Save(Stamp now)
    {
        if (floor.Save(now.Error is { } error ? now.Time - error : clock.Floor) is { } fault)
        {
            log.LogWarning("the time cannot be saved for the next start: {Fault}", fault);
        }
    }
}
