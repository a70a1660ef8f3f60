using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Intake;

/// <summary>At the start, which may be that of a newer program, reads the quarantine again; then and whenever a key arrives, verifies the badges whose key was not known.</summary>
public sealed class RedriveLoop(OfficeStore store, KeyFolder keys, BadgeCheck badges, LoopRounds rounds, TimeProvider time, ILogger<RedriveLoop> log) : BackgroundService
{
    /// <summary>How often the keys are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RoundMax = TimeSpan.FromMinutes(5);

    private readonly LoopRound _round = rounds.Register("redrive", RoundMax);
    private bool _started;
    private string _known = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            _round.Went();
            try
            {
                Look();
            }
            catch (StoreUnavailableException e)
            {
                log.LogWarning("{Fault} The quarantine is read again later", e.Message);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look()
    {
        if (!_started)
        {
            var (tried, read) = Redrive.Quarantine(store, keys: null, badges, time.GetUtcNow());
            Say(read, $"{read} of {tried} entries of the quarantine can be read now");
            _started = true;
        }

        string known = string.Join(' ', keys.Keys().Select(key => key.Kid));
        if (known != _known)
        {
            int counted = Redrive.UnknownKeys(store, badges, time.GetUtcNow());
            Say(counted, $"{counted} visits count now that their badge's key is known");
            _known = known;
        }
    }

    private void Say(int count, string what)
    {
        if (count > 0)
        {
            log.LogInformation("{What}", what);
        }
    }
}
