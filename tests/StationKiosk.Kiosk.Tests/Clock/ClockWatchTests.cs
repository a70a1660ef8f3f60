using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Clock;

public sealed class ClockWatchTests
{
    private static readonly DateTimeOffset Start = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Stamp At(DateTimeOffset time, long mono, ClockQuality quality = ClockQuality.Unsynced) => new(time, quality, Guid.Empty, mono);

    [Fact]
    public void A_clock_that_becomes_believable_says_by_how_much_it_was_wrong_and_when_the_boot_was()
    {
        var watch = new ClockWatch("kernel");
        Assert.Null(watch.Look(At(Start, 1_000)));
        var real = new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
        var synced = watch.Look(At(real, 6_000, ClockQuality.Synced));
        Assert.Equal(new ClockSynced("kernel", (long)(real.AddSeconds(-5) - Start).TotalMilliseconds, real.AddSeconds(-6)), synced);
    }

    [Fact]
    public void A_clock_that_runs_on_says_nothing()
    {
        var watch = new ClockWatch("kernel");
        watch.Look(At(Start, 0, ClockQuality.Synced));
        Assert.Null(watch.Look(At(Start.AddSeconds(5), 5_000, ClockQuality.Synced)));
        Assert.Null(watch.Look(At(Start.AddSeconds(10.4), 10_000, ClockQuality.Synced)));
    }

    [Theory]
    [InlineData(7200)]
    [InlineData(-7200)]
    public void A_step_of_a_believed_clock_is_told(int seconds)
    {
        var watch = new ClockWatch("kernel");
        watch.Look(At(Start, 0, ClockQuality.Synced));
        var step = watch.Look(At(Start.AddSeconds(5 + seconds), 5_000, ClockQuality.Synced));
        Assert.Equal(seconds * 1000L, step?.OffsetMilliseconds);
        Assert.Null(watch.Look(At(Start.AddSeconds(10 + seconds), 10_000, ClockQuality.Synced)));
    }

    [Fact]
    public void The_kernel_tells_the_same_boot_twice() => Assert.Equal(SystemClock.BootId(), SystemClock.BootId());
}
