using System.Collections.Concurrent;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.Simulated;

/// <summary>
/// People and vehicles that come and go before simulated lines: through beam pairs, one at a time and sometimes turning back; moving before
/// motion sensors while somebody is inside; parking on contacts. The same seed does the same things in the same order.
/// </summary>
/// <param name="chip">The chip of a label, whose lines they drive.</param>
/// <param name="sensors">What is wired to these lines.</param>
/// <param name="zones">The zones, for their capacities.</param>
/// <param name="time">The time they live in.</param>
/// <param name="seed">What decides their ways.</param>
public sealed class SimulatedPeople(
    Func<string?, SimulatedGpioChip> chip, IReadOnlyList<GpioWiring> sensors, IReadOnlyList<ZoneOptions> zones, TimeProvider time, int seed)
{
    /// <summary>People a zone without a capacity holds at most.</summary>
    public const int CapacityDefault = 12;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, int> _inside = new(StringComparer.Ordinal);

    /// <summary>How many have gone into a zone by its beam pairs and are still there: the truth to hold a count against.</summary>
    public int Inside(string zone) => _inside.GetValueOrDefault(zone);

    /// <summary>Once the beams are watched, says that every counted zone is empty, and lets people live until cancelled.</summary>
    /// <param name="recount">Takes a zone's name and that it holds nobody.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task RunAsync(Action<string, int> recount, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(recount);
        foreach (var wiring in sensors)
        {
            Set(wiring, 0, active: false);
            Set(wiring, wiring.Lines.Count - 1, active: false);
        }

        while (!sensors.All(wiring => wiring.Lines.All(chip(wiring.Chip).IsWatched)))
        {
            await Wait(Settle, stop);
        }

        await Wait(Settle, stop);
        foreach (string zone in sensors.Where(IsDoorway).Select(wiring => wiring.Sensor.Zone).Distinct())
        {
            recount(zone, 0);
        }

        // Where there is no sensor there are no people, and that is no end either.
        await Task.WhenAll([Task.Delay(Timeout.InfiniteTimeSpan, time, stop), .. sensors.Select((wiring, index) => Live(wiring, new Random(seed + index), stop))]);
    }

    private static bool IsDoorway(GpioWiring wiring) => wiring.Sensor.Kind == SensorKind.BeamPair;

    private Task Live(GpioWiring wiring, Random random, CancellationToken stop) => wiring.Sensor.Kind switch
    {
        SensorKind.BeamPair => PassThrough(wiring, random, stop),
        SensorKind.Motion => MoveAbout(wiring, random, stop),
        _ => ComeAndStay(wiring, random, stop),
    };

    private async Task PassThrough(GpioWiring doorway, Random random, CancellationToken stop)
    {
        string zone = doorway.Sensor.Zone;
        int capacity = zones.FirstOrDefault(known => known.Name == zone)?.Capacity ?? CapacityDefault;
        while (true)
        {
            await Wait(Between(random, 3_000, 20_000), stop);
            bool goesIn = !Leaves(zone, capacity, random);
            var (near, far) = goesIn ? (0, 1) : (1, 0);
            bool turnsBack = goesIn && random.NextDouble() < 0.1;
            await Step(doorway, near, active: true, random, stop);
            await Step(doorway, far, active: true, random, stop);
            await Step(doorway, turnsBack ? far : near, active: false, random, stop);
            await Step(doorway, turnsBack ? near : far, active: false, random, stop);
            if (goesIn && !turnsBack)
            {
                lock (_inside)
                {
                    _inside[zone] = Inside(zone) + 1;
                }
            }
        }
    }

    /// <summary>Whether the next one at a doorway leaves; who leaves is no longer inside, so that two doorways never let out the same one.</summary>
    private bool Leaves(string zone, int capacity, Random random)
    {
        lock (_inside)
        {
            int inside = Inside(zone);
            bool leaves = inside > 0 && (inside >= capacity || random.NextDouble() < 0.45);
            _inside[zone] = leaves ? inside - 1 : inside;
            return leaves;
        }
    }

    private async Task MoveAbout(GpioWiring sensor, Random random, CancellationToken stop)
    {
        bool isCounted = sensors.Any(other => IsDoorway(other) && other.Sensor.Zone == sensor.Sensor.Zone);
        while (true)
        {
            if (isCounted ? Inside(sensor.Sensor.Zone) > 0 : random.NextDouble() < 0.8)
            {
                Set(sensor, 0, active: true);
                await Wait(Between(random, 2_000, 6_000), stop);
                Set(sensor, 0, active: false);
            }

            await Wait(Between(random, 3_000, 30_000), stop);
        }
    }

    private async Task ComeAndStay(GpioWiring bay, Random random, CancellationToken stop)
    {
        while (true)
        {
            await Wait(Between(random, 10_000, 60_000), stop);
            Set(bay, 0, active: true);
            await Wait(Between(random, 30_000, 180_000), stop);
            Set(bay, 0, active: false);
        }
    }

    private async Task Step(GpioWiring doorway, int line, bool active, Random random, CancellationToken stop)
    {
        Set(doorway, line, active);
        await Wait(Between(random, 80, 250), stop);
    }

    private void Set(GpioWiring wiring, int line, bool active) => chip(wiring.Chip).SetLine(wiring.Lines[line], active != wiring.ActiveLow);

    private static TimeSpan Between(Random random, int min, int max) => TimeSpan.FromMilliseconds(random.Next(min, max));

    private Task Wait(TimeSpan length, CancellationToken stop) => Task.Delay(length, time, stop);
}
