using System.Device.Gpio;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Commands;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.Simulated;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Commands;

/// <summary>A technician's walk along simulated lines.</summary>
public sealed class WiringWalkTests
{
    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly GpioChips _chips = new(simulated: true);
    private readonly StringWriter _text = new();
    private readonly TextWriter _says;

    public WiringWalkTests() => _says = TextWriter.Synchronized(_text);

    private SimulatedGpioChip Chip => _chips.Simulated(null);

    private string Said
    {
        get
        {
            lock (_says)
            {
                return _text.ToString();
            }
        }
    }

    [Fact]
    public async Task Every_part_that_is_touched_is_seen_and_the_signals_are_shown()
    {
        var walk = WalkAsync();
        await UntilAsync("hall-door: walk through it", 27);
        Chip.SetLine(17, PinValue.High);
        Chip.SetLine(27, PinValue.High);
        await UntilAsync("help: press it", 26);
        Chip.SetLine(26, PinValue.High);
        bool released = false;
        await Eventually.IsTrue(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            released |= Chip.IsHigh(16);
            return walk.IsCompleted;
        });
        Assert.True(await walk, Said);
        Assert.True(released);
        Assert.Contains("ok    hall-door: saw the outer then the inner beam", Said, StringComparison.Ordinal);
        Assert.Contains("ok    help: saw it", Said, StringComparison.Ordinal);
        Assert.Contains("ok    lock: was shown", Said, StringComparison.Ordinal);
        Assert.False(Chip.IsHigh(16));
    }

    [Fact]
    public async Task What_was_not_seen_is_said_and_the_walk_goes_on()
    {
        var walk = WalkAsync();
        await UntilAsync("hall-door: walk through it", 27);
        Chip.SetLine(17, PinValue.High);
        await Eventually.IsTrue(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return walk.IsCompleted;
        });
        Assert.False(await walk);
        Assert.Contains("WRONG hall-door: saw only the outer beam within 60 s; check its supply and its wire", Said, StringComparison.Ordinal);
        Assert.Contains("WRONG help: saw nothing within 60 s", Said, StringComparison.Ordinal);
        Assert.Contains("ok    lock", Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_display_shows_a_welcome_and_a_refusal_and_a_climate_sensor_says_what_it_measures()
    {
        var display = new FakeDisplay();
        var walk = WalkAsync(
            new(StringComparer.Ordinal) { ["Station:Id"] = "west-gate", ["Displays:0:Name"] = "words", ["Climate:0:Name"] = "air" },
            (settings, clock) => new WiringWalk(settings, _chips, clock, _says) { OpenDisplay = _ => display, OpenClimate = _ => new FakeClimate() });
        await Eventually.IsTrue(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return walk.IsCompleted;
        });
        Assert.True(await walk, Said);
        Assert.Contains("ok    air: measured 21.5 °C, 40 % humidity, 1013 hPa", Said, StringComparison.Ordinal);
        Assert.Contains("ok    words: was shown", Said, StringComparison.Ordinal);
        Assert.Equal(["WELCOME", "NO"], display.Said.Where(word => word.Length > 0));
    }

    [Fact]
    public async Task Chips_that_do_not_answer_are_said_with_their_remedy_and_the_walk_goes_on()
    {
        var walk = WalkAsync(
            new(StringComparer.Ordinal) { ["Station:Id"] = "west-gate", ["Displays:0:Name"] = "words", ["Climate:0:Name"] = "air" },
            (settings, clock) => new WiringWalk(settings, _chips, clock, _says) { OpenDisplay = _ => throw new IOException("Remote I/O error"), OpenClimate = _ => throw new IOException("Remote I/O error") });
        Assert.False(await walk);
        Assert.Contains("WRONG air: no bme280 answers at", Said, StringComparison.Ordinal);
        Assert.Contains("WRONG words: no ssd1306 answers at", Said, StringComparison.Ordinal);
    }

    private Task<bool> WalkAsync() => WalkAsync(
        new(StringComparer.Ordinal)
        {
            ["Station:Id"] = "west-gate", ["Gpio:Driver"] = "simulated",
            ["Zones:0:Name"] = "hall", ["Zones:0:Service"] = "rest",
            ["Sensors:0:Name"] = "hall-door", ["Sensors:0:Kind"] = "beam-pair", ["Sensors:0:Zone"] = "hall", ["Sensors:0:Line"] = "17", ["Sensors:0:SecondLine"] = "27",
            ["Readers:0:Name"] = "help", ["Readers:0:Kind"] = "button", ["Readers:0:Line"] = "26", ["Readers:0:Card"] = "SKC1",
            ["Signals:0:Name"] = "lock", ["Signals:0:Kind"] = "relay", ["Signals:0:Line"] = "16",
        },
        (settings, clock) => new WiringWalk(settings, _chips, clock, _says));

    private Task<bool> WalkAsync(Dictionary<string, string?> wired, Func<KioskSettings, KioskClock, WiringWalk> walk)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(wired).Build());
        var settings = KioskSettings.Read(reader);
        Assert.Empty(reader.Faults);
        var clock = new KioskClock(_time, Guid.NewGuid(), () => ClockQuality.Synced);
        return Task.Run(() => walk(settings, clock).WalkAsync(CancellationToken.None));
    }

    private Task UntilAsync(string words, int line) => Eventually.IsTrue(() => Said.Contains(words, StringComparison.Ordinal) && Chip.IsWatched(line));

    private sealed class FakeDisplay : IDisplayChip
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = new();

        public void Show(string text) => Said.Enqueue(text);

        public void Dispose()
        {
            // Nothing is open.
        }
    }

    private sealed class FakeClimate : IClimateChip
    {
        public Climate Measure() => new(21.5, 40, 1013);

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
