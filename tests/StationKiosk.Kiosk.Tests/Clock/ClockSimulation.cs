using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Clocks;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Clock;

/// <summary>What happened in one boot, with the truth beside it.</summary>
/// <param name="Stamps">Every event's stamp and when it truly was.</param>
/// <param name="Synced">The <c>clock.synced</c> events, with their <c>mono</c>.</param>
/// <param name="Lies">How often a time service set a wrong time.</param>
/// <param name="Jumps">How often the clock was set by somebody.</param>
internal sealed record SimulatedBoot(
    IReadOnlyList<(Stamp Stamp, DateTimeOffset True)> Stamps, IReadOnlyList<(ClockSynced Data, long Mono)> Synced, int Lies, int Jumps)
{
    public bool HeardOffice => Synced.Any(each => each.Data.Source == ClockSynced.Office);

    /// <summary>What the office reckons with, in the order in which it happens to arrive.</summary>
    public BootClock Corrected(Random random)
    {
        var clock = new BootClock();
        foreach (var (data, mono) in Synced.OrderBy(_ => random.Next()))
        {
            clock.Add(data.Point(mono));
        }

        return clock;
    }
}

/// <summary>
/// Boots of one kiosk, all from one seed: ten years back or hours off at the start, a crystal ten times as bad as it should be, a wall clock that goes ten times too fast, clocks set
/// by two hours, time services that are blocked, come late, or lie, and receipts that a slow link or broker kept.
/// </summary>
internal sealed class ClockSimulation(int seed)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Service = KioskClock.KernelErrorMin;

    private readonly Random _random = new(seed);

    public Random Random => _random;

    public IEnumerable<SimulatedBoot> Boots()
    {
        var at = Start;
        for (int boots = _random.Next(1, 4); boots > 0; boots--)
        {
            yield return Boot(at);
            at = at.AddDays(3);
        }
    }

    private SimulatedBoot Boot(DateTimeOffset at)
    {
        var machine = new SimulatedMachine(_random, at, at + Pick(TimeSpan.FromDays(-3653), TimeSpan.FromHours(-2), TimeSpan.Zero, TimeSpan.FromHours(2)), Chance(0.1) ? 10 : 1);
        var clock = new KioskClock(machine, Guid.NewGuid(), () => machine.KernelError, at.AddYears(-1));
        var receipts = new ReceiptTime(Guid.Empty, 0);
        var stamps = new List<(Stamp, DateTimeOffset)>();
        var synced = new List<(ClockSynced, long)>();
        bool blocked = Chance(0.5), liar = Chance(0.15), offline = Chance(0.4);
        var on = at + TimeSpan.FromHours(SimulatedMachine.Between(_random, 0, 10));
        int lies = 0, jumps = 0;
        long seq = 0;
        var end = at + TimeSpan.FromHours(SimulatedMachine.Between(_random, 0.2, 30));
        while (machine.True < end)
        {
            machine.Pass(SimulatedMachine.Between(_random, 1_000, 60_000));
            if (!blocked && machine.True > on && Chance(0.02))
            {
                bool lie = liar && Chance(0.3);
                lies += lie ? 1 : 0;
                machine.Synchronise(machine.True + (lie ? Far() : Service * SimulatedMachine.Between(_random, -0.9, 0.9)));
            }

            if (Chance(0.002))
            {
                jumps++;
                machine.Jump(TimeSpan.FromHours(SimulatedMachine.Between(_random, -2, 2)));
            }

            stamps.Add((clock.Now(), machine.True));
            if (!offline && machine.True > on && Chance(0.05))
            {
                receipts.Sent(Guid.Empty, new SeqRange(++seq, seq), clock.Mono);
                machine.Pass(Wait());
                var written = machine.True;
                machine.Pass(Wait());
                if (receipts.Received(new Receipt(Guid.Empty, seq, [], [], written), clock.Mono) is { } point)
                {
                    clock.Hear(point);
                }
            }

            while (clock.TryNews(out var news))
            {
                synced.Add((news!, clock.Mono));
            }
        }

        return new SimulatedBoot(stamps, synced, lies, jumps);
    }

    /// <summary>Mostly a few milliseconds; sometimes a broker keeps a message for minutes.</summary>
    private double Wait() => Chance(0.1) ? SimulatedMachine.Between(_random, 0, 600_000) : SimulatedMachine.Between(_random, 1, 2_000);

    /// <summary>Further off than any drift of a boot could make plausible.</summary>
    private TimeSpan Far() => TimeSpan.FromMinutes(SimulatedMachine.Between(_random, 5, 120)) * (Chance(0.5) ? 1 : -1);

    private bool Chance(double chance) => _random.NextDouble() < chance;

    private T Pick<T>(params T[] of) => of[_random.Next(of.Length)];
}
