using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Live;

/// <summary>While anybody listens: once a second, sends the stations and totals that are not as they were.</summary>
public sealed class LiveLoop(LiveFeed feed, StationsView view, LoopRounds rounds, TimeProvider time, ILogger<LiveLoop> log) : BackgroundService
{
    /// <summary>A station is sent at most once in this time, whatever happens there.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(60);

    private readonly LoopRound _round = rounds.Register("live", RoundMax);
    private readonly Dictionary<string, byte[]> _sent = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            _round.Went();
            try
            {
                if (feed.HasClients)
                {
                    SendChanges(view.All());
                }
            }
            catch (StoreUnavailableException e)
            {
                log.LogError("{Fault} The pages stand still meanwhile", e.Message);
            }
        }
        while (await Next(timer, stoppingToken));
    }

    private void SendChanges(StationsBody body)
    {
        foreach (var station in body.Stations)
        {
            SendIfNew($"station {station.Id}", new LiveEvent("station", OfficeJson.Bytes(station, OfficeJson.Default.StationSummary), station.Id));
        }

        SendIfNew("totals", new LiveEvent(LiveEvent.Totals, OfficeJson.Bytes(body.Totals, OfficeJson.Default.StationTotals)));
    }

    private void SendIfNew(string key, LiveEvent live)
    {
        if (!_sent.TryGetValue(key, out byte[]? before) || !before.AsSpan().SequenceEqual(live.Data))
        {
            _sent[key] = live.Data;
            feed.Send(live);
        }
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
