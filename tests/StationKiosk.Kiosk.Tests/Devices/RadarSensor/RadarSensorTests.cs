using StationKiosk.Kiosk.Devices.RadarSensor;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Tests.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Radar;

/// <summary>Frames over a real terminal device of the kernel, through filters and zones to the snapshot.</summary>
public sealed class RadarSensorTests : IAsyncDisposable
{
    private static readonly SensorOptions Seats = new("seats", SensorKind.Presence, "room") { Hold = TimeSpan.Zero };
    private readonly PseudoTerminal _line = new();
    private readonly OccupancyRig _rig = new(new OccupancyOptions([new ZoneOptions("room", Service.Rest, 6)], [Seats]));

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _line.Dispose();
    }

    [Fact]
    public async Task Somebody_who_sits_still_is_there_and_the_street_behind_the_wall_is_not()
    {
        Begin(Sensor(_line.Path));
        await Until(() => _rig.Device("seats")?.State == DeviceState.Ok, RadarFrames.Of(moving: null, still: null));
        await Until(() => _rig.Of("room").Level == Level.Available, RadarFrames.Of(moving: null, still: 250));
        await Until(() => _rig.Of("room").Level == Level.Empty, RadarFrames.Of(moving: 550, still: null));
    }

    [Fact]
    public async Task A_radar_that_is_unplugged_is_said_with_what_to_do()
    {
        Begin(Sensor(_line.Path));
        await Until(() => _rig.Device("seats")?.State == DeviceState.Ok, RadarFrames.Of(moving: 100, still: null));
        _line.Unplug();
        await Eventually.IsTrue(() => _rig.Device("seats")?.State == DeviceState.Absent);
        Assert.Contains("check its cable", _rig.Device("seats")!.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "says nothing")]
    [InlineData("wrong baud rate, wrong baud rate", "set Baud to the module's speed")]
    public async Task A_line_without_reports_is_said_for_what_it_is(string noise, string sentence)
    {
        Begin(Sensor(_line.Path));
        await Until(() => _rig.Device("seats")?.State == DeviceState.Absent, System.Text.Encoding.ASCII.GetBytes(noise));
        Assert.Contains(sentence, _rig.Device("seats")!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_not_there_or_is_none_is_said()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["file"], "");
        var sink = new NoSink();
        var none = await Assert.ThrowsAsync<DeviceException>(() => Sensor(folder["none"]).SenseAsync(sink, CancellationToken.None));
        Assert.Contains("is not there: plug it in", none.Message, StringComparison.Ordinal);
        var file = await Assert.ThrowsAsync<DeviceException>(() => Sensor(folder["file"]).SenseAsync(sink, CancellationToken.None));
        Assert.Contains("is no serial line", file.Message, StringComparison.Ordinal);
    }

    private RadarSensor Sensor(string port) => new(new RadarOptions(Seats, port, RadarOptions.UsualBaud, 0, 400), _rig.Clock);

    private void Begin(RadarSensor sensor)
    {
        _rig.StartLoop();
        _ = _rig.Sense(sensor);
    }

    /// <summary>The radar says the same again and again, as it does, while time passes.</summary>
    private Task Until(Func<bool> so, byte[] said) => Eventually.IsTrue(() =>
    {
        _line.Write(said);
        _rig.Advance(TimeSpan.FromMilliseconds(100));
        return so();
    });

    private sealed class NoSink : ISensorSink
    {
        public void Ready() => Assert.Fail("nothing is there");

        public void Report(Reading reading) => Assert.Fail("nothing is there");
    }
}
