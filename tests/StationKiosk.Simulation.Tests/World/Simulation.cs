using Microsoft.Extensions.Time.Testing;
using StationKiosk.Protocol;
using StationKiosk.TestKit;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>One seed's world: stations, a broker, an office, and what happens to them. Everything follows from the seed.</summary>
internal sealed class Simulation : IDisposable
{
    private const int StepsMin = 80, StepsMax = 250;

    /// <summary>How long the world may take to settle once nothing goes wrong any more.</summary>
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(30);

    /// <summary>A kiosk says how it is once a minute: an office that came back from a backup hears by it of what it does not hold.</summary>
    private static readonly TimeSpan Heard = TimeSpan.FromMinutes(2);

    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly Pump _pump = new();
    private readonly List<string> _trace = [];
    private readonly Happenings _happenings;

    public Simulation(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        Broker = new SimBroker(_random, Faults);
        Office = new SimOffice(_time, Broker, _random, Faults);
        for (int i = 1 + _random.Next(3); i > 0; i--)
        {
            Kiosks.Add(new SimKiosk(StationId.Parse($"station-{i}"), _time, Broker, _pump, _random, Faults));
        }

        _happenings = new Happenings(this, _random);
    }

    public int Seed { get; }

    public FaultCount Faults { get; } = new();

    public Ledger Ledger { get; } = new();

    public SimBroker Broker { get; }

    public SimOffice Office { get; }

    public List<SimKiosk> Kiosks { get; } = [];

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Runs the seed to its end.</summary>
    /// <returns>What was not as promised; empty where all was.</returns>
    public IReadOnlyList<string> Run()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_pump);
        try
        {
            Office.Start(collectors: 1 + _random.Next(3));
            Kiosks.ForEach(kiosk => kiosk.Start());
            for (int step = StepsMin + _random.Next(StepsMax - StepsMin); step > 0; step--)
            {
                _happenings.Next();
                Rest();
            }

            return Settle() ? Judge() : [$"after {SettlesWithin} without a fault not everything has a receipt: {string.Join("; ", Kiosks.Select(Waiting))}"];
        }
        catch (Exception e)
        {
            return [e.ToString()];
        }
        finally
        {
            Dispose();
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public DateTimeOffset Truth => _time.GetUtcNow();

    public void Log(string what) => _trace.Add($"{_time.GetUtcNow():HH:mm:ss.fff} {what}");

    /// <summary>Time goes by, in slices, so that what waits for a short time is not woken late.</summary>
    public void Pass(TimeSpan span)
    {
        var slice = span <= TimeSpan.FromMinutes(1) ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromTicks(span.Ticks / 100);
        for (var left = span; left > TimeSpan.Zero; left -= slice)
        {
            _time.Advance(left < slice ? left : slice);
            Rest();
        }
    }

    public void Dispose()
    {
        Kiosks.ForEach(kiosk => kiosk.Dispose());
        Kiosks.Clear();
        Office.Dispose();
    }

    private static string Waiting(SimKiosk kiosk) =>
        $"{kiosk.Station} last {kiosk.Journal.LastSeq}, through {kiosk.Journal.Receipts.Through}, missing {string.Join(',', kiosk.Journal.Receipts.Missing)}, fault {kiosk.Journal.Fault}";

    private void Rest()
    {
        Broker.Step();
        _pump.RunUntilIdle();
        Kiosks.ForEach(kiosk => kiosk.ThrowIfDead());
    }

    /// <summary>Nothing goes wrong any more; whether everything got its receipt in time.</summary>
    private bool Settle()
    {
        Log("all faults end");
        _happenings.EndFaults();
        Assert.True(Office.IsUp, $"the office does not start: {Office.WhyNotUp}");
        Assert.All(Kiosks, kiosk => Assert.True(kiosk.IsUp, $"{kiosk.Station} does not start"));
        for (var left = SettlesWithin; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(2))
        {
            Pass(TimeSpan.FromSeconds(2));
            Office.Step(int.MaxValue);
            if (SettlesWithin - left >= Heard && Broker.IsQuiet && Kiosks.TrueForAll(kiosk => kiosk.Journal is { Backlog: 0, Fault: null }))
            {
                return true;
            }
        }

        return false;
    }

    private List<string> Judge()
    {
        var faults = new List<string>(Ledger.Faults(Office.Read(tables => Kiosks.Select(kiosk => kiosk.Station.Value).Distinct(StringComparer.Ordinal)
            .SelectMany(station => tables.Visits.Of(station)).Where(visit => visit.Counted)
            .GroupBy(visit => (visit.Station, visit.Data.Sub!)).ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(visit => $"{visit.Time:HH:mm:ss.fff}")]))));
        foreach (var kiosk in Kiosks)
        {
            var held = Office.Read(tables => tables.Epochs.All()).FirstOrDefault(epoch => epoch.Id == kiosk.Journal.Epoch && epoch.Station == kiosk.Station.Value);
            if ((held?.Held.Contiguous ?? 0) != kiosk.Journal.LastSeq)
            {
                faults.Add($"gap: {kiosk.Station} wrote {kiosk.Journal.LastSeq}, the office holds {held?.Held}");
            }
        }

        return faults;
    }
}
