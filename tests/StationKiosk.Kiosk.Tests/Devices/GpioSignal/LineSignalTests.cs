using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.Simulated;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.GpioSignal;

/// <summary>Signals on lines of a simulated chip under the real GpioController.</summary>
public sealed class LineSignalTests : IAsyncLifetime
{
    private const int Red = 5, Green = 6, Door = 16, Buzz = 12;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly SimulatedGpioChip _chip = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly KioskClock _clock;
    private readonly DeviceRegister _devices;

    public LineSignalTests()
    {
        _clock = new KioskClock(_time, Guid.NewGuid(), () => ClockQuality.Synced);
        _devices = new DeviceRegister(_clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_lamp_shows_a_welcome_in_green_and_is_dark_after_it()
    {
        var lamp = await StartAsync(new SignalOptions("lamp", SignalKind.Lamp, null, [Red, Green], ActiveLow: false, Reader: null, default));
        lamp.Show(Verdict(VerdictKind.Welcome));
        await Eventually.IsTrue(() => _chip.IsHigh(Green) && !_chip.IsHigh(Red));
        Assert.InRange((await UntilAsync(() => !_chip.IsHigh(Green))).TotalSeconds, 2.9, 3.1);
    }

    [Fact]
    public async Task The_next_verdict_breaks_off_the_one_before()
    {
        var lamp = await StartAsync(new SignalOptions("lamp", SignalKind.Lamp, null, [Red, Green], ActiveLow: false, Reader: null, default));
        lamp.Show(Verdict(VerdictKind.Welcome));
        await Eventually.IsTrue(() => _chip.IsHigh(Green));
        lamp.Show(Verdict(VerdictKind.Refused));
        await Eventually.IsTrue(() => _chip.IsHigh(Red) && !_chip.IsHigh(Green));
    }

    [Fact]
    public async Task A_buzzer_sounds_a_welcome_again_twice()
    {
        var buzzer = await StartAsync(new SignalOptions("buzzer", SignalKind.Buzzer, null, [Buzz], ActiveLow: false, Reader: null, default));
        buzzer.Show(Verdict(VerdictKind.WelcomeAgain));
        for (int i = 0; i < 2; i++)
        {
            await UntilAsync(() => _chip.IsHigh(Buzz));
            await UntilAsync(() => !_chip.IsHigh(Buzz));
        }
    }

    [Fact]
    public async Task A_relay_is_on_for_its_time_however_many_are_welcomed_meanwhile()
    {
        var relay = await StartAsync(Relay());
        relay.Show(Verdict(VerdictKind.Welcome));
        await Eventually.IsTrue(() => _chip.IsHigh(Door));
        bool off = false;
        _chip.Written += (_, high) => off |= !high;
        var on = await UntilAsync(() =>
        {
            relay.Show(Verdict(VerdictKind.Welcome));
            return off;
        });
        Assert.InRange(on.TotalSeconds, 2.9, 3.1);
    }

    [Fact]
    public async Task A_relay_releases_the_door_for_a_verified_badge_and_for_nothing_else()
    {
        var relay = await StartAsync(Relay());
        relay.Identify(TimeSpan.FromSeconds(5));
        relay.Show(Verdict(VerdictKind.Refused));
        relay.Show(Verdict(VerdictKind.ShowBadge));
        relay.Show(Verdict(VerdictKind.Welcome, "another reader"));
        relay.Show(Verdict(VerdictKind.Welcome) with { Category = null });
        for (int i = 0; i < 200; i++)
        {
            _time.Advance(Step);
            Assert.False(_chip.IsHigh(Door));
        }

        relay.Show(Verdict(VerdictKind.WelcomeAgain));
        await Eventually.IsTrue(() => _chip.IsHigh(Door));
    }

    [Fact]
    public async Task A_stop_while_a_relay_is_on_turns_it_off()
    {
        var relay = await StartAsync(Relay(activeLow: true));
        Assert.True(_chip.IsHigh(Door));
        relay.Show(Verdict(VerdictKind.Welcome));
        await Eventually.IsTrue(() => !_chip.IsHigh(Door));
        List<bool> written = [];
        _chip.Written += (_, high) => written.Add(high);
        await StopAsync();
        Assert.Equal([true], written);
    }

    [Fact]
    public async Task A_lamp_that_is_absent_is_said_stops_nothing_and_is_back_without_what_it_missed()
    {
        _chip.IsPlugged = false;
        var lamp = new LineSignal(new SignalOptions("lamp", SignalKind.Lamp, null, [Red, Green], ActiveLow: false, Reader: null, default), _ => _chip.Open(), _time);
        Run(lamp);
        await Eventually.IsTrue(() => _devices.All is [{ State: DeviceState.Absent }]);
        Assert.StartsWith("lamp cannot use line 5 and 6 of the header (No such device)", _devices.All[0].Why, StringComparison.Ordinal);
        lamp.Show(Verdict(VerdictKind.Welcome));

        _chip.IsPlugged = true;
        await UntilAsync(() => _devices.All is [{ State: DeviceState.Ok }]);
        for (int i = 0; i < 50; i++)
        {
            _time.Advance(Step);
            Assert.False(_chip.IsHigh(Green));
        }

        _chip.IsPlugged = false;
        await UntilAsync(() => _devices.All is [{ State: DeviceState.Absent }]);
    }

    [Fact]
    public async Task A_line_the_chip_does_not_have_is_said()
    {
        Run(new LineSignal(new SignalOptions("lamp", SignalKind.Lamp, null, [Red, 99], ActiveLow: false, Reader: null, default), _ => _chip.Open(), _time));
        await Eventually.IsTrue(() => _devices.All is [{ State: DeviceState.Absent }]);
        Assert.Equal("lamp: the chip has no line 99, only 0 to 53: correct Line or Chip", _devices.All[0].Why);
    }

    private static SignalOptions Relay(bool activeLow = false) => new("lock", SignalKind.Relay, null, [Door], activeLow, "door", TimeSpan.FromSeconds(3));

    private static Verdict Verdict(VerdictKind kind, string reader = "door") =>
        new(kind, kind == VerdictKind.Refused ? RefusalReason.Malformed : null, Category.Courier, Since: null, [], reader, TestBadges.Now);

    private async Task<LineSignal> StartAsync(SignalOptions options)
    {
        var signal = new LineSignal(options, _ => _chip.Open(), _time);
        Run(signal);
        await Eventually.IsTrue(() => _devices.All is [{ State: DeviceState.Ok }]);
        return signal;
    }

    private void Run(LineSignal signal) =>
        _running.Add(Task.Run(() => new SignalLoop(signal, _devices, _clock, new LoopRounds(_time).Register("signal", TimeSpan.FromSeconds(30))).RunAsync(_stop.Token)));

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.All(_running, task => Assert.True(task.IsCanceled, task.Exception?.ToString()));
        _running.Clear();
    }

    /// <summary>Lets fake time pass until something is so.</summary>
    /// <returns>How much passed.</returns>
    private async Task<TimeSpan> UntilAsync(Func<bool> so)
    {
        var from = _time.GetUtcNow();
        await Eventually.IsTrue(() =>
        {
            if (!so())
            {
                _time.Advance(Step);
                return so();
            }

            return true;
        });
        return _time.GetUtcNow() - from;
    }
}
