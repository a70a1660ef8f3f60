using System.Device.Gpio;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Tests.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.GpioSensor;

public sealed class SimulatedPeopleTests
{
    private static readonly ZoneOptions[] Zones = [new("hall", Service.Rest, 6), new("yard", Service.Parking, 2)];

    private static readonly SensorOptions[] Sensors =
    [
        new("front", SensorKind.BeamPair, "hall"), new("back", SensorKind.BeamPair, "hall"), new("ceiling", SensorKind.Motion, "hall"),
        new("bay 1", SensorKind.Contact, "yard"), new("bay 2", SensorKind.Contact, "yard"),
    ];

    private static readonly GpioWiring[] Wiring =
    [
        new(Sensors[0], null, [5, 6], ActiveLow: true, PinMode.InputPullUp), new(Sensors[1], "other", [5, 6], ActiveLow: false, PinMode.Input),
        new(Sensors[2], null, [7], ActiveLow: false, PinMode.Input), new(Sensors[3], null, [8], ActiveLow: true, PinMode.InputPullUp),
        new(Sensors[4], null, [9], ActiveLow: true, PinMode.InputPullUp),
    ];

    [Fact]
    public async Task Without_a_sensor_nobody_comes_and_the_kiosk_runs_on()
    {
        var time = new FakeTimeProvider(TestBadges.Now);
        var (_, people) = GpioSensors.Build(new GpioOptions(Simulated: true, Seed: 1, []), new GpioChips(simulated: true), Zones, new KioskClock(time, Guid.NewGuid(), () => ClockQuality.Synced));
        using var stop = new CancellationTokenSource();
        var living = people!.RunAsync((_, _) => Assert.Fail("nothing is counted"), stop.Token);
        time.Advance(TimeSpan.FromMinutes(1));
        await Task.Yield();
        Assert.False(living.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => living);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Half_an_hour_of_people_is_counted_as_they_came_and_went(int seed)
    {
        await using var rig = new OccupancyRig(new OccupancyOptions(Zones, Sensors));
        var (sensors, people) = GpioSensors.Build(new GpioOptions(Simulated: true, seed, Wiring), new GpioChips(simulated: true), Zones, rig.Clock);
        await rig.Start(sensors);
        using var stop = new CancellationTokenSource();
        var living = Task.Run(() => people!.RunAsync((zone, counted) => Assert.Equal(RecountOutcome.Done, rig.Loop.Recount(zone, counted)), stop.Token));
        var levels = new HashSet<(string, Level)>();
        var end = TestBadges.Now.AddMinutes(30);
        while (rig.Time.GetUtcNow() < end)
        {
            rig.Advance(TimeSpan.FromMilliseconds(50));
            foreach (var zone in rig.Loop.Snapshot().Zones)
            {
                levels.Add((zone.Zone, zone.Level));
            }

            // Half an hour passes in a second: the loop has to keep up, as it does in real time.
            await Eventually.IsTrue(() => rig.Round.SinceRound < TimeSpan.FromSeconds(10));
            Assert.False(living.IsFaulted, living.Exception?.ToString());
        }

        Assert.Equal(0, rig.Loop.Dropped);
        // Whoever is just in a doorway finishes his step; then nobody else sets out.
        await rig.Within(TimeSpan.FromMilliseconds(50), () => rig.Of("hall").Count == people!.Inside("hall"));
        Assert.True(rig.Of("hall").Trusted, rig.Of("hall").Why);
        Assert.Contains(("hall", Level.Available), levels);
        Assert.Contains(("yard", Level.Full), levels);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => living);
    }
}
