using StationKiosk.Hosting.Loops;

namespace StationKiosk.Office.Storage;

/// <summary>Looks every hour whether a copy of the store is due, so that a folder which was away for a while is no reason to have none; logs what comes of it.</summary>
public sealed class CopyLoop(StoreCopies copies, LoopRounds rounds, TimeProvider time, ILogger<CopyLoop> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);

    /// <summary>A copy of many gigabytes onto a slow disk takes hours.</summary>
    private static readonly TimeSpan RoundMax = TimeSpan.FromHours(12);

    private readonly LoopRound _round = rounds.Register("copy", RoundMax);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            _round.Went();
            Look();
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look()
    {
        try
        {
            if (copies.MakeIfDue() is { } made)
            {
                log.LogInformation("The store was copied to {Path}, {Bytes} bytes", made, new FileInfo(made).Length);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            log.LogError("No copy of the store could be made: {Reason} It is tried again within an hour; the copies that are there stay", e.Message);
        }
    }
}
