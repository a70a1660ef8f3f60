using System.Device.Gpio;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.ButtonReader;
using StationKiosk.Kiosk.Devices.Simulated;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Button;

/// <summary>A button on a line of a simulated chip under the real GpioController.</summary>
public sealed class ButtonReaderTests : IAsyncLifetime
{
    private const int Line = 26;
    private const string Card = "SKC1HELP";

    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly SimulatedGpioChip _chip = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingSink _sink = new();
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _chip.SetLine(Line, PinValue.High);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    [Fact]
    public async Task Every_press_says_the_card_once_however_long_it_is_held()
    {
        await StartAsync();
        for (int press = 1; press <= 3; press++)
        {
            _chip.SetLine(Line, PinValue.Low);
            await PassAsync(() => _sink.Texts.Count == press);
            await PassAsync(Seconds(5));
            _chip.SetLine(Line, PinValue.High);
            await PassAsync(Seconds(1));
        }

        Assert.Equal([Card, Card, Card], _sink.Texts);
    }

    [Fact]
    public async Task A_spike_on_the_wire_is_no_press()
    {
        await StartAsync();
        _chip.SetLine(Line, PinValue.Low);
        _chip.SetLine(Line, PinValue.High);
        await PassAsync(Seconds(2));
        Assert.Empty(_sink.Texts);
        _chip.SetLine(Line, PinValue.Low);
        await PassAsync(() => _sink.Texts.Count == 1);
    }

    [Fact]
    public async Task A_button_that_hangs_at_the_start_calls_nobody()
    {
        _chip.SetLine(Line, PinValue.Low);
        await StartAsync();
        await PassAsync(Seconds(2));
        Assert.Empty(_sink.Texts);
    }

    [Fact]
    public async Task A_chip_that_is_gone_is_said()
    {
        await StartAsync();
        _chip.IsPlugged = false;
        var failure = Assert.ThrowsAsync<DeviceException>(() => _running);
        await PassAsync(() => failure.IsCompleted);
        Assert.StartsWith("help cannot use line 26 of the header (No such device)", (await failure).Message, StringComparison.Ordinal);
    }

    private static Func<FakeTimeProvider, DateTimeOffset> Seconds(int seconds) => time => time.GetUtcNow().AddSeconds(seconds);

    private async Task StartAsync()
    {
        var clock = new KioskClock(_time, Guid.NewGuid(), () => ClockQuality.Synced);
        var button = new ButtonReader("help", new ButtonOptions(null, [Line], ActiveLow: true, PinMode.Input, Card), _ => _chip.Open(), clock);
        _running = Task.Run(() => button.ScanAsync(_sink, _stop.Token));
        await Eventually.IsTrue(() => _sink.IsReady && _chip.IsWatched(Line));
    }

    private Task PassAsync(Func<FakeTimeProvider, DateTimeOffset> until)
    {
        var end = until(_time);
        return PassAsync(() => _time.GetUtcNow() >= end);
    }

    /// <summary>Lets fake time pass until something is so.</summary>
    private Task PassAsync(Func<bool> so) => Eventually.IsTrue(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(10));
        return so();
    });
}
