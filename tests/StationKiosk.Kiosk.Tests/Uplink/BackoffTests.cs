using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Uplink;

namespace StationKiosk.Kiosk.Tests.Uplink;

public sealed class BackoffTests
{
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(10);

    [Fact]
    public void The_ceiling_doubles_up_to_its_limit()
    {
        var backoff = new Backoff(Min, Max, () => 1);
        Assert.Equal([1.0, 2, 4, 8, 10, 10], Enumerable.Range(0, 6).Select(_ => backoff.Next(TimeSpan.Zero).TotalSeconds));
    }

    [Fact]
    public void Each_wait_is_spread_over_the_whole_ceiling()
    {
        var backoff = new Backoff(Min, Max, () => 0.25);
        backoff.Next(TimeSpan.Zero);
        Assert.Equal(0.5, backoff.Next(TimeSpan.Zero).TotalSeconds);
    }

    [Fact]
    public void Only_a_connection_that_lasted_makes_it_start_over()
    {
        var backoff = new Backoff(Min, Max, () => 1);
        backoff.Next(TimeSpan.Zero);
        Assert.Equal(2, backoff.Next(Backoff.StableAfter - TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal(1, backoff.Next(Backoff.StableAfter).TotalSeconds);
    }
}
