using System.Device.Gpio;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.Simulated;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Tests.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.GpioSensor;

/// <summary>Lines of a simulated chip under the real GpioController, through filters and zones to the snapshot.</summary>
public sealed class LineSensorTests : IAsyncLifetime
{
    private static readonly SensorOptions Door = new("door", SensorKind.BeamPair, "hall");
    private static readonly SensorOptions Bay = new("bay 1", SensorKind.Contact, "bay");
    private static readonly SensorOptions Ceiling = new("ceiling", SensorKind.Motion, "room");
    private readonly SimulatedGpioChip _chip = new();
    private readonly OccupancyRig _rig = new(new OccupancyOptions(
        [new ZoneOptions("hall", Service.Dining, 10), new ZoneOptions("bay", Service.Parking, 1), new ZoneOptions("room", Service.Rest, 6)],
        [Door, Bay, Ceiling]));

    public async Task InitializeAsync()
    {
        _chip.SetLine(22, PinValue.High);
        await _rig.Start(
            Sensor(new GpioWiring(Door, null, [17, 27], ActiveLow: false, PinMode.Input)),
            Sensor(new GpioWiring(Bay, null, [22], ActiveLow: true, PinMode.InputPullUp)),
            Sensor(new GpioWiring(Ceiling, null, [23], ActiveLow: false, PinMode.InputPullDown)));
        await _rig.Until("bay", zone => zone.Level == Level.Empty);
        await Eventually.IsTrue(() => _rig.Device("door")!.State == DeviceState.Ok);
        _rig.Loop.Recount("hall", 0);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Edges_of_a_beam_pair_become_a_count()
    {
        Walk(17, 27);
        Walk(17, 27);
        Walk(27, 17);
        await _rig.Until("hall", zone => zone is { Count: 1, Level: Level.Available, Trusted: true });
    }

    [Fact]
    public async Task A_pulse_shorter_than_the_debounce_is_nobody()
    {
        _chip.SetLine(17, PinValue.High);
        _rig.Advance(TimeSpan.FromMilliseconds(15));
        _chip.SetLine(17, PinValue.Low);
        _rig.Advance(TimeSpan.FromMilliseconds(2));
        Walk(17, 27);
        await _rig.Until("hall", zone => zone is { Count: 1, Trusted: true });
    }

    [Fact]
    public async Task An_active_low_contact_is_active_when_low()
    {
        _chip.SetLine(22, PinValue.Low);
        await _rig.Within(TimeSpan.FromSeconds(1), () => _rig.Of("bay") is { Level: Level.Full, Count: 1 });
        _chip.SetLine(22, PinValue.High);
        await _rig.Within(TimeSpan.FromSeconds(1), () => _rig.Of("bay") is { Level: Level.Empty, Count: 0 });
    }

    [Fact]
    public async Task Movement_is_presence_and_the_hold_ends_it()
    {
        _chip.SetLine(23, PinValue.High);
        await _rig.Within(TimeSpan.FromMilliseconds(100), () => _rig.Of("room").Level == Level.Available);
        _chip.SetLine(23, PinValue.Low);
        await _rig.Within(TimeSpan.FromSeconds(10), () => _rig.Of("room") is { Level: Level.Empty, Trusted: true });
    }

    [Fact]
    public async Task A_chip_that_is_unplugged_is_noticed_said_and_back_within_two_seconds_of_replugging()
    {
        _chip.IsPlugged = false;
        await _rig.Within(TimeSpan.FromSeconds(1), () => _rig.Device("bay 1")!.State == DeviceState.Absent);
        Assert.Equal(
            "bay 1 cannot use line 22 of the header (No such device): see with gpioinfo, from the package gpiod, whether something else holds the line",
            _rig.Device("bay 1")!.Why);
        await _rig.Until("bay", zone => zone is { Level: Level.Unknown, Trusted: false });

        _chip.IsPlugged = true;
        var plugged = _rig.Time.GetUtcNow();
        await _rig.Within(TimeSpan.FromMilliseconds(100), () => _chip.IsWatched(22));
        Assert.InRange(_rig.Time.GetUtcNow() - plugged, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await _rig.Until("bay", zone => zone is { Level: Level.Empty, Trusted: true });
    }

    [Fact]
    public async Task A_line_that_something_else_holds_is_said()
    {
        await _rig.Stop();
        using var other = new GpioController(_chip.Open());
        other.OpenPin(22);
        var failure = await Assert.ThrowsAsync<DeviceException>(
            () => Sensor(new GpioWiring(Bay, null, [22], true, PinMode.Input)).SenseAsync(new NoSink(), CancellationToken.None));
        Assert.Contains("busy", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_the_chip_does_not_have_is_said_before_it_is_touched()
    {
        var failure = await Assert.ThrowsAsync<DeviceException>(
            () => Sensor(new GpioWiring(Bay, null, [54], true, PinMode.Input)).SenseAsync(new NoSink(), CancellationToken.None));
        Assert.Equal("bay 1: the chip has no line 54, only 0 to 53: correct Line or Chip", failure.Message);
    }

    [Fact]
    public async Task Stopping_gives_the_lines_back()
    {
        Assert.True(_chip.IsWatched(17));
        await _rig.Stop();
        Assert.False(_chip.IsWatched(17));
        using var other = new GpioController(_chip.Open());
        other.OpenPin(17, PinMode.Input);
    }

    private LineSensor Sensor(GpioWiring wiring) => new(wiring, _ => _chip.Open(), _rig.Clock);

    private void Walk(int near, int far)
    {
        foreach (var (line, broken) in new[] { (near, true), (far, true), (near, false), (far, false) })
        {
            _chip.SetLine(line, broken);
            _rig.Advance(TimeSpan.FromMilliseconds(120));
        }
    }

    private sealed class NoSink : ISensorSink
    {
        public void Ready() => Assert.Fail("it is not ready");

        public void Report(Reading reading) => Assert.Fail("it has nothing to say");
    }
}
