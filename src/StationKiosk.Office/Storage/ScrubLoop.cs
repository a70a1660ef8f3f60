using StationKiosk.Hosting.Loops;

namespace StationKiosk.Office.Storage;

/// <summary>Reads every page of the store once a day, so that a flipped bit is mended before a second one joins it and damage is known while the last copy is young; logs what was found.</summary>
public sealed class ScrubLoop(OfficeStore store, LoopRounds rounds, TimeProvider time, ILogger<ScrubLoop> log) : BackgroundService
{
    /// <summary>From the beginning of one reading to that of the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>How often it goes on.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Pages of one round: 4 MB, for so long a writer waits. A terabyte takes three days.</summary>
    public const int PagesPerRound = 1024;

    private static readonly TimeSpan RoundMax = TimeSpan.FromMinutes(5);

    private readonly LoopRound _round = rounds.Register("scrub", RoundMax);
    private long _next = 1, _mended;
    private int _damaged;
    private DateTimeOffset _begun;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        _begun = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            _round.Went();
            GoOn();
            Say();
            await Task.Delay(Pace, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void GoOn()
    {
        if (_next == 0 && time.GetUtcNow() - _begun >= Interval)
        {
            (_next, _begun) = (1, time.GetUtcNow());
        }

        if (_next > 0)
        {
            int read = store.Verify(_next, PagesPerRound);
            _next = read < PagesPerRound ? 0 : _next + read;
        }
    }

    private void Say()
    {
        var (mended, damaged) = (store.Faults.Mended, store.Faults.Damaged);
        if (mended > _mended)
        {
            log.LogWarning("A flipped bit of the store was mended, {Count} times so far: its disk may be at its end. Copy the store to another one", mended);
        }

        if (damaged.Count > _damaged)
        {
            log.LogError(
                "The store is damaged: page {Pages} cannot be read, and nothing of it is counted. Stop the office and restore the last copy, or take what can be read: station-office store rescue. "
                + "The kiosks send again what it lacks",
                string.Join(", ", damaged));
        }

        (_mended, _damaged) = (mended, damaged.Count);
    }
}
