using System.Diagnostics;
using StationKiosk.Bench.Reading;
using StationKiosk.Protocol;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Intake;

/// <summary>
/// From the first publish of many stations until the office's receipts cover every event, against the same messages through the same mosquitto to a
/// subscriber that only counts. Rounds of both in turn.
/// </summary>
internal static class IntakeBench
{
    private const int Rounds = 7;

    /// <summary>One visit as it happens; a backlog's batch.</summary>
    private static readonly int[] EventsEach = [1, 50];

    public static async Task<int> RunAsync(int count, int events, CancellationToken stop)
    {
        if (!MosquittoProcess.IsInstalled)
        {
            await Console.Error.WriteLineAsync($"intake: {MosquittoProcess.Missing}");
            return 1;
        }

        await using var broker = await MosquittoProcess.Start("max_queued_messages 0");
        await using var office = new BenchOffice();
        using var listener = new Listener();
        SendingStation[] stations = [.. Enumerable.Range(1, count).Select(n => new SendingStation(StationId.Parse($"bench-{n}")))];
        await office.StartAsync(broker.Port, stations);
        await listener.ConnectAsync(broker.Port, stop);
        await Task.WhenAll(stations.Select(station => station.ConnectAsync(broker.Port, stop)));
        foreach (int each in EventsEach)
        {
            await MeasureAsync(stations, listener, events / each, each, stop);
        }

        Array.ForEach(stations, station => station.Dispose());
        return 0;
    }

    private static async Task MeasureAsync(SendingStation[] stations, Listener listener, int messages, int each, CancellationToken stop)
    {
        List<double> alone = [], stored = [];
        for (int round = 0; round <= Rounds; round++)
        {
            var payloads = stations.Select(station => station.Make(messages, each)).ToArray();
            double delivering = await SecondsAsync(() => Task.WhenAll(stations.Zip(payloads, (station, made) => station.SendAsync(Listener.Topic, made, stop))), () => listener.UntilDeliveredAsync(messages * stations.Length, stop));
            double storing = await SecondsAsync(() => Task.WhenAll(stations.Zip(payloads, (station, made) => station.SendAsync(station.Topic, made, stop))), () => listener.UntilStoredAsync(stations, stop));

            // The first round is for warming up.
            if (round > 0)
            {
                alone.Add(messages * stations.Length * each / delivering);
                stored.Add(messages * stations.Length * each / storing);
            }
        }

        Console.WriteLine($"{stations.Length} stations, {each} events a message: mosquitto alone {alone.Quantile(0.5):0} events/s, stored with a receipt {stored.Quantile(0.5):0} events/s, "
            + $"ratio {alone.Zip(stored, (a, s) => s / a).Quantile(0.5):0.00} (medians of {Rounds} rounds)");
    }

    private static async Task<double> SecondsAsync(Func<Task> send, Func<Task> until)
    {
        long start = Stopwatch.GetTimestamp();
        await send();
        await until();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
