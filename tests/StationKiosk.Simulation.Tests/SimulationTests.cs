using System.Collections.Concurrent;
using System.Globalization;
using StationKiosk.Simulation.Tests.World;
using Xunit.Abstractions;

namespace StationKiosk.Simulation.Tests;

/// <summary>
/// Kiosks, broker and office in one process on fake time, with whatever a seed brings upon them. <c>STATIONKIOSK_SEEDS</c> says how many seeds,
/// <c>STATIONKIOSK_SEED</c> runs one again and tells its story.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SeedsInCi = 500;

    [Fact]
    public void Whatever_happens_to_kiosks_broker_and_office_every_answered_visit_is_counted_once()
    {
        if (Setting("STATIONKIOSK_SEED") is { } one)
        {
            var simulation = new World.Simulation(one);
            var faults = simulation.Run();
            output.WriteLine(string.Join('\n', simulation.Trace));
            Assert.True(faults.Count == 0, string.Join('\n', faults));
            return;
        }

        int seeds = Setting("STATIONKIOSK_SEEDS") ?? SeedsInCi;
        var total = new FaultCount();
        int visits = 0;
        var failed = new ConcurrentBag<(int Seed, IReadOnlyList<string> Faults, IReadOnlyList<string> Trace)>();
        Parallel.For(1, seeds + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var simulation = new World.Simulation(seed);
            if (simulation.Run() is { Count: > 0 } faults)
            {
                failed.Add((seed, faults, [.. simulation.Trace]));
            }

            lock (total)
            {
                total.Add(simulation.Faults);
                visits += simulation.Ledger.Welcomes;
            }
        });

        output.WriteLine($"{seeds} seeds, {visits} visits answered, {total.Total} faults caused");
        foreach (var (kind, count) in total.ByKind)
        {
            output.WriteLine($"  {count,8} {kind}");
        }

        Assert.True(failed.IsEmpty, Report(failed));
        Assert.True(total.Total > seeds * 5, "a simulation without faults shows nothing");
        Assert.True(visits > seeds * 20, "a simulation without visits shows nothing");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        World.Simulation first = new(7), second = new(7);
        first.Run();
        second.Run();
        Assert.NotEmpty(first.Trace);
        Assert.Equal(first.Trace, second.Trace);
    }

    private static string Report(ConcurrentBag<(int Seed, IReadOnlyList<string> Faults, IReadOnlyList<string> Trace)> failed) =>
        $"{failed.Count} seeds failed: {string.Join(' ', failed.Select(each => each.Seed).Order().Take(50))}. Run one again with STATIONKIOSK_SEED=n.\n"
        + string.Join('\n', failed.OrderBy(each => each.Seed).Take(3).Select(each => $"seed {each.Seed}: {string.Join("\n  ", each.Faults.Take(5))}"))
        + $"\n{string.Join('\n', failed.OrderBy(each => each.Seed).Select(each => each.Trace).FirstOrDefault() ?? [])}";

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
