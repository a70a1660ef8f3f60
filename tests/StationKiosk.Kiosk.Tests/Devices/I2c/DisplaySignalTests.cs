using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.I2c;

public sealed class DisplaySignalTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeDisplay _display = new();
    private readonly DeviceRegister _devices;
    private readonly DisplaySignal _signal;
    private readonly Task _running;

    public DisplaySignalTests()
    {
        var clock = new KioskClock(_time, Guid.NewGuid(), () => ClockQuality.Synced);
        _devices = new DeviceRegister(clock);
        _signal = new DisplaySignal(new DisplayOptions("screen", new I2cPlace(1, 0x3C), 64, "door"), _ => _display.Open(), _time);
        _running = Task.Run(() => new SignalLoop(_signal, _devices, clock, new LoopRounds(_time).Register("screen", TimeSpan.FromSeconds(30))).RunAsync(_stop.Token));
    }

    public Task InitializeAsync() => UntilAsync(() => _devices.All is [{ State: DeviceState.Ok }]);

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    [Theory]
    [InlineData(VerdictKind.Welcome, null, "WELCOME")]
    [InlineData(VerdictKind.WelcomeAgain, null, "HELLO")]
    [InlineData(VerdictKind.ShowBadge, null, "BADGE?")]
    [InlineData(VerdictKind.Refused, RefusalReason.Malformed, "NO")]
    [InlineData(VerdictKind.Refused, RefusalReason.StorageUnavailable, "BROKEN")]
    public async Task A_verdict_is_said_in_a_word_for_a_while(VerdictKind kind, RefusalReason? reason, string word)
    {
        _signal.Show(Verdict(kind, reason));
        await Eventually.IsTrue(() => _display.Text == word);
        var from = _time.GetUtcNow();
        await UntilAsync(() => _display.Text == "");
        Assert.InRange((_time.GetUtcNow() - from).TotalSeconds, 3.9, 4.5);
    }

    [Fact]
    public async Task The_last_verdict_counts_and_another_readers_does_not()
    {
        _signal.Show(Verdict(VerdictKind.Welcome));
        await Eventually.IsTrue(() => _display.Text == "WELCOME");
        _signal.Show(Verdict(VerdictKind.Refused, reader: "yard"));
        _signal.Show(Verdict(VerdictKind.ShowBadge));
        await Eventually.IsTrue(() => _display.Text == "BADGE?");
        Assert.DoesNotContain("NO", _display.Shown);
    }

    [Fact]
    public async Task The_kiosk_meant_says_so_for_as_long_as_it_may()
    {
        _signal.Identify(TimeSpan.FromMinutes(5));
        await Eventually.IsTrue(() => _display.Text == "HERE");
        var from = _time.GetUtcNow();
        await UntilAsync(() => _display.Text == "");
        Assert.InRange(_time.GetUtcNow() - from, DisplaySignal.IdentifyMax - Step, DisplaySignal.IdentifyMax + (Step * 5));
    }

    [Fact]
    public async Task A_display_that_is_pulled_out_is_said_stops_nothing_and_is_back_without_what_it_missed()
    {
        _display.IsGone = true;
        await UntilAsync(() => _devices.All is [{ State: DeviceState.Absent }]);
        Assert.StartsWith("screen: no ssd1306 answers at /dev/i2c-1 0x3c (gone): ", _devices.All[0].Why, StringComparison.Ordinal);
        _signal.Show(Verdict(VerdictKind.Welcome));
        _display.IsGone = false;
        await UntilAsync(() => _devices.All is [{ State: DeviceState.Ok }]);
        await UntilAsync(() => _display.Text == "");
        Assert.DoesNotContain("WELCOME", _display.Shown);
    }

    private static Verdict Verdict(VerdictKind kind, RefusalReason? reason = null, string reader = "door") =>
        new(kind, kind == VerdictKind.Refused ? reason ?? RefusalReason.Malformed : null, Category.Courier, Since: null, [], reader, TestBadges.Now);

    private Task UntilAsync(Func<bool> so) => Eventually.IsTrue(() =>
    {
        bool isSo = so();
        _time.Advance(isSo ? TimeSpan.Zero : Step);
        return isSo;
    });

    private sealed class FakeDisplay : IDisplayChip
    {
        private readonly Lock _gate = new();
        private readonly List<string> _shown = [];

        public bool IsGone { get; set; }

        public string? Text => Shown is [.., var last] ? last : null;

        public IReadOnlyList<string> Shown
        {
            get
            {
                lock (_gate)
                {
                    return [.. _shown];
                }
            }
        }

        public FakeDisplay Open() => IsGone ? throw new IOException("gone") : this;

        public void Show(string text)
        {
            lock (_gate)
            {
                _shown.Add(IsGone ? throw new IOException("gone") : text);
            }
        }

        public void Dispose()
        {
        }
    }
}
