using StationKiosk.Kiosk.Clock;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Clock;

public sealed class ClockFloorTests
{
    private static readonly DateTimeOffset Built = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_floor_is_the_later_of_the_build_and_what_was_saved()
    {
        using var folder = new TempFolder();
        Assert.Equal(Built, ClockFloor.Open(folder.Path, Built).Time);
        Assert.Null(ClockFloor.Open(folder.Path, Built).Save(Built.AddDays(3)));
        Assert.Equal(Built.AddDays(3), ClockFloor.Open(folder.Path, Built).Time);
        Assert.Equal(Built.AddDays(5), ClockFloor.Open(folder.Path, Built.AddDays(5)).Time);
    }

    [Fact]
    public void A_floor_that_is_damaged_or_cannot_be_saved_stops_nothing()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["clock-floor"], "\0\0\0");
        Assert.Equal(Built, ClockFloor.Open(folder.Path, Built).Time);
        Assert.NotNull(ClockFloor.Open(folder["nowhere"], Built).Save(Built));
    }
}
