using CsCheck;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class DirectionalCounterTests
{
    private const int PassageMin = 80;
    private const int GapMax = 1000;
    private const int BlockedAfter = 30_000;

    /// <summary>One walk through: the way, whether he covers both beams at once, and four intervals; the last is before the next one comes.</summary>
    private static readonly Gen<Walk> Walks = Gen.Select(
        Gen.Int[0, 2].Select(number => (Passage)number), Gen.Bool, Gen.Bool, Gen.Int[30, 3000], Gen.Int[30, 900], Gen.Int[30, 3000], Gen.Int[1, 5000],
        (what, covers, fromInside, a, b, c, pause) => new Walk(what, covers, fromInside, a, b, c, pause));

    [Fact]
    public void In_minus_out_is_the_truth_for_every_order_of_whole_walks_at_any_speed() => Walks.Array[0, 50].Sample(walks =>
    {
        var seen = Run(walks.SelectMany(walk => walk.Edges));
        Assert.Equal(walks.Select(walk => walk.What), seen);
    });

    [Fact]
    public void How_often_time_is_looked_at_changes_nothing() => Walks.Array[0, 5].Sample(walks =>
    {
        var edges = walks.SelectMany(walk => walk.Edges).ToList();
        Assert.Equal(Run(edges), Run(edges, everyMillisecond: true));
    });

    [Fact]
    public void Whatever_the_beams_do_a_passage_needs_both_beams_and_nothing_throws() =>
        Gen.Select(Gen.Int[0, 1], Gen.Bool, Gen.Int[0, 40_000]).Array[0, 100].Sample(noise =>
        {
            var seen = Run(noise.Select(edge => (edge.Item1, edge.Item2, edge.Item3)));
            int brokenSecond = noise.Count(edge => edge.Item1 == 1 && edge.Item2);
            Assert.True(seen.Count(passage => passage is Passage.In or Passage.Out) <= brokenSecond);
        });

    [Fact]
    public void Somebody_seen_by_one_beam_only_is_missed_not_counted() =>
        Assert.Equal([Passage.Missed], Run([(0, true, 200), (0, false, GapMax + 1), (0, false, 0)]));

    [Fact]
    public void Faster_than_a_person_is_too_fast_not_counted() =>
        Assert.Equal([Passage.TooFast], Run([(0, true, 20), (1, true, 20), (0, false, 20), (1, false, 2000)]));

    [Fact]
    public void A_box_in_the_doorway_is_blocked_once_and_then_people_are_counted_again() =>
        Assert.Equal(
            [Passage.Blocked, Passage.In],
            Run([(1, true, 90_000), (1, false, 3000), (0, true, 200), (1, true, 200), (0, false, 200), (1, false, 0)]));

    [Fact]
    public void It_says_that_it_is_blocked_until_both_beams_are_clear()
    {
        var counter = Counter();
        counter.Apply(0, new Edge(true, 0));
        counter.Apply(1, new Edge(true, 10));
        Assert.Equal(BlockedAfter, counter.Deadline);
        Assert.Equal(Passage.Blocked, counter.Advance(BlockedAfter));
        Assert.True(counter.IsBlocked);
        counter.Apply(0, new Edge(false, 40_000));
        Assert.True(counter.IsBlocked);
        Assert.Null(counter.Apply(1, new Edge(false, 40_001)));
        Assert.False(counter.IsBlocked);
    }

    private static DirectionalCounter Counter() => new(
        TimeSpan.FromMilliseconds(PassageMin), TimeSpan.FromMilliseconds(GapMax), TimeSpan.FromMilliseconds(BlockedAfter));

    /// <summary>Every edge with the time until the next.</summary>
    private static List<Passage> Run(IEnumerable<(int Beam, bool Broken, int Length)> edges, bool everyMillisecond = false)
    {
        var counter = Counter();
        var seen = new List<Passage?>();
        long mono = 0;
        foreach (var (beam, broken, length) in edges)
        {
            seen.Add(counter.Advance(mono));
            seen.Add(counter.Apply(beam, new Edge(broken, mono)));
            for (long between = mono; everyMillisecond && between < mono + length; between++)
            {
                seen.Add(counter.Advance(between));
            }

            mono += length;
        }

        seen.Add(counter.Advance(mono));
        return [.. seen.OfType<Passage>()];
    }

    private sealed record Walk(Passage What, bool Covers, bool FromInside, int A, int B, int C, int Pause)
    {
        public IEnumerable<(int Beam, bool Broken, int Length)> Edges
        {
            get
            {
                int near = What == Passage.Out || (What == Passage.TurnedBack && FromInside) ? 1 : 0;
                int far = 1 - near;
                return What == Passage.TurnedBack ? [(near, true, A), (far, true, B), (far, false, C), (near, false, Pause)]
                    : Covers ? [(near, true, A), (far, true, B), (near, false, C), (far, false, Pause)]
                    : [(near, true, A), (near, false, B), (far, true, C), (far, false, Pause)];
            }
        }
    }
}
