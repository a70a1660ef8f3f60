using CsCheck;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class HoldTests
{
    private const long Holding = 1000;

    [Fact]
    public void Somebody_is_present_exactly_while_active_and_for_the_hold_after() =>
        Gen.Select(Gen.Bool, Gen.Long[1, 2500]).Array[1, 40].Sample(signal =>
        {
            var hold = new Hold(TimeSpan.FromMilliseconds(Holding));
            long mono = 0;
            long? lastActive = null;
            bool active = false;
            foreach (var (next, length) in signal)
            {
                hold.Advance(mono);
                hold.Apply(new Edge(next, mono));
                lastActive = active || next ? mono : lastActive;
                active = next;
                long end = mono + length;
                hold.Advance(end);
                lastActive = active ? end : lastActive;
                Assert.Equal(lastActive is { } last && end - last < Holding, hold.Present);
                mono = end;
            }
        });

    [Fact]
    public void Its_deadline_is_when_presence_ends()
    {
        var hold = new Hold(TimeSpan.FromMilliseconds(Holding));
        hold.Apply(new Edge(true, 10));
        Assert.Null(hold.Deadline);
        hold.Apply(new Edge(false, 20));
        Assert.Equal(20 + Holding, hold.Deadline);
        hold.Advance(20 + Holding - 1);
        Assert.True(hold.Present);
        hold.Advance(20 + Holding);
        Assert.False(hold.Present);
        Assert.Null(hold.Deadline);
    }

    [Fact]
    public void Movement_during_the_hold_begins_it_anew()
    {
        var hold = new Hold(TimeSpan.FromMilliseconds(Holding));
        hold.Apply(new Edge(true, 0));
        hold.Apply(new Edge(false, 10));
        hold.Apply(new Edge(true, 900));
        hold.Apply(new Edge(false, 910));
        hold.Advance(1010);
        Assert.True(hold.Present);
        hold.Advance(910 + Holding);
        Assert.False(hold.Present);
    }
}
