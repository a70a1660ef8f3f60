using CsCheck;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class DebounceTests
{
    private const long Lasting = 20;

    /// <summary>Levels with the time until the next, 1 to 60 ms.</summary>
    private static readonly Gen<(bool Active, long Length)[]> Signals =
        Gen.Select(Gen.Bool, Gen.Long[1, 60]).Array[1, 60];

    [Fact]
    public void A_change_shorter_than_the_debounce_is_never_seen() => Signals.Sample(signal =>
    {
        var raw = Raw(signal);
        foreach (var edge in Run(raw).Skip(1))
        {
            long began = edge.Mono - Lasting;
            Assert.Equal(edge.Active, LevelAt(raw, began));
            Assert.DoesNotContain(raw, change => change.Mono > began && change.Mono < edge.Mono && change.Active != edge.Active);
        }
    });

    [Fact]
    public void Every_change_that_lasts_is_seen_once_and_late_by_exactly_the_debounce() => Signals.Sample(signal =>
    {
        var raw = Raw(signal);
        var expected = Expected(raw);
        Assert.Equal(expected, Run(raw));
    });

    [Fact]
    public void How_often_time_is_looked_at_changes_nothing() => Signals.Sample(signal =>
    {
        var raw = Raw(signal);
        Assert.Equal(Run(raw), Run(raw, everyMillisecond: true));
    });

    [Fact]
    public void A_debounce_of_zero_lets_every_change_through()
    {
        var debounce = new Debounce(TimeSpan.Zero);
        debounce.Apply(new Edge(false, 0));
        Assert.Equal(new Edge(true, 1), debounce.Apply(new Edge(true, 1)));
        Assert.Equal(new Edge(false, 2), debounce.Apply(new Edge(false, 2)));
        Assert.Null(debounce.Apply(new Edge(false, 3)));
    }

    private static List<Edge> Raw((bool Active, long Length)[] signal)
    {
        long mono = 0;
        var raw = new List<Edge>();
        foreach (var (active, length) in signal)
        {
            raw.Add(new Edge(active, mono));
            mono += length;
        }

        raw.Add(new Edge(raw[^1].Active, mono + 1000));
        return raw;
    }

    private static bool LevelAt(List<Edge> raw, long mono) => raw.Last(edge => edge.Mono <= mono).Active;

    /// <summary>By the definition: a level other than the last one seen that has stood for the whole debounce.</summary>
    private static List<Edge> Expected(List<Edge> raw)
    {
        var seen = new List<Edge> { raw[0] };
        for (long mono = 1; mono <= raw[^1].Mono; mono++)
        {
            bool stood = Enumerable.Range(1, (int)Lasting).All(ago => mono - ago >= 0 && LevelAt(raw, mono - ago) != seen[^1].Active);
            if (stood)
            {
                seen.Add(new Edge(!seen[^1].Active, mono));
            }
        }

        return seen;
    }

    private static List<Edge> Run(List<Edge> raw, bool everyMillisecond = false)
    {
        var debounce = new Debounce(TimeSpan.FromMilliseconds(Lasting));
        var seen = new List<Edge?>();
        long last = 0;
        foreach (var edge in raw)
        {
            for (long mono = last; everyMillisecond && mono < edge.Mono; mono++)
            {
                seen.Add(debounce.Advance(mono));
            }

            last = edge.Mono;
            seen.Add(debounce.Advance(edge.Mono));
            seen.Add(debounce.Apply(edge));
        }

        return [.. seen.OfType<Edge>()];
    }
}
