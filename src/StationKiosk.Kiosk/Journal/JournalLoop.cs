using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.Journal;

/// <summary>Writes what was deferred every <see cref="FlushEvery"/>, and so finds out that a full disk has room again.</summary>
public sealed class JournalLoop(EventJournal journal, KioskClock clock, LoopRound round, JournalOptions? options = null)
{
    /// <summary>Longest time a deferred event stays in memory while nobody scans.</summary>
    public static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(30);

    /// <summary>How soon a journal that could not write tries again.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            round.Went();
            await Task.Delay(journal.Fault is null ? FlushEvery : RetryEvery, clock.Time, stop);
            journal.Flush();
            while (journal.RescueSome() | journal.Keep(options ?? JournalOptions.Default))
            {
                round.Went();
                await Task.Yield();
            }
        }
    }
}
