using CsCheck;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class StuckTests
{
    private const long StuckAfter = 500;
    private const long SilentAfter = 2000;

    [Fact]
    public void A_line_is_doubted_exactly_when_nothing_has_changed_for_too_long() =>
        Gen.Select(Gen.Bool, Gen.Long[1, 3000]).Array[1, 30].Sample(signal =>
        {
            var stuck = new Stuck(TimeSpan.FromMilliseconds(StuckAfter), TimeSpan.FromMilliseconds(SilentAfter));
            long mono = 0;
            long changed = 0;
            bool? active = null;
            foreach (var (next, length) in signal)
            {
                stuck.Advance(mono);
                stuck.Apply(new Edge(next, mono));
                changed = next == active ? changed : mono;
                active = next;
                mono += length;
                stuck.Advance(mono);
                var expected = next && mono - changed >= StuckAfter ? Liveness.Stuck
                    : !next && mono - changed >= SilentAfter ? Liveness.Silent
                    : Liveness.Live;
                Assert.Equal(expected, stuck.Liveness);
            }
        });

    [Fact]
    public void Repeating_the_same_level_is_no_sign_of_life()
    {
        var stuck = new Stuck(TimeSpan.FromMilliseconds(StuckAfter), silentAfter: null);
        stuck.Apply(new Edge(true, 0));
        stuck.Apply(new Edge(true, 400));
        stuck.Advance(500);
        Assert.Equal(Liveness.Stuck, stuck.Liveness);
    }

    [Fact]
    public void Where_quiet_is_normal_silence_is_never_doubted()
    {
        var stuck = new Stuck(TimeSpan.FromMilliseconds(StuckAfter), silentAfter: null);
        stuck.Apply(new Edge(false, 0));
        Assert.Null(stuck.Deadline);
        stuck.Advance(long.MaxValue);
        Assert.Equal(Liveness.Live, stuck.Liveness);
    }
}
