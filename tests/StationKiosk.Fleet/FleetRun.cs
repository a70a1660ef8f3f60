namespace StationKiosk.Fleet;

/// <summary>Runs a fleet, and at the end holds every visit against its receipt.</summary>
internal static class FleetRun
{
    /// <summary>How long the office may take to receive the last events.</summary>
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(45);

    /// <summary>0 where every event recorded has a receipt, else 1.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<FleetStation> fleet, TimeSpan limit, CancellationToken interrupted)
    {
        using var uplinks = new CancellationTokenSource();
        using var lives = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        lives.CancelAfter(limit);
        var sending = Task.WhenAll(fleet.Select(station => StoppedAsync(station.RunUplinkAsync, uplinks.Token)));
        await Task.WhenAll(fleet.Select(station => StoppedAsync(station.LiveAsync, lives.Token)));
        foreach (var station in fleet)
        {
            station.Journal.Flush();
        }

        long start = TimeProvider.System.GetTimestamp();
        while (fleet.Any(station => station.Journal.Backlog > 0) && TimeProvider.System.GetElapsedTime(start) < DrainWithin && !sending.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        await uplinks.CancelAsync();
        await sending;
        return Report(fleet);
    }

    private static int Report(IReadOnlyList<FleetStation> fleet)
    {
        long backlog = fleet.Sum(station => station.Journal.Backlog);
        Console.WriteLine(
            $"fleet: {fleet.Count} stations, {fleet.Sum(station => station.Scans)} scans, {fleet.Sum(station => station.Visits)} visits, " +
            $"{fleet.Sum(station => station.Journal.LastSeq)} events, {fleet.Sum(station => station.Uplink.Receipts)} receipts, {backlog} events without a receipt");
        return backlog == 0 ? 0 : 1;
    }

    private static async Task StoppedAsync(Func<CancellationToken, Task> run, CancellationToken stop)
    {
        try
        {
            await Task.Run(() => run(stop), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }
}
