using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Serial;

/// <summary>A module that is told when to read, over a real terminal device of the kernel.</summary>
public sealed class Gm65Tests : IDisposable
{
    private static readonly byte[] Reply = [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31];

    /// <summary>What begins like a reply and is none.</summary>
    private static readonly byte[][] Broken = [[0x02], [0x02, 0x02], [0x02, 0x00, 0x03], [0x02, 0x00, 0x00, 0x7F]];

    private readonly FakeTimeProvider _time = new(TestBadges.Now);
    private readonly PseudoTerminal _line = new();
    private readonly RecordingSink _sink = new();
    private readonly Nearby _nearby = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SimulatedGm65 _module;
    private readonly Task _scanning;

    public Gm65Tests()
    {
        _module = new SimulatedGm65(_line);
        _scanning = new Kiosk.Devices.SerialScanner.SerialScanner(
            "door", new SerialScannerOptions(_line.Path, IsModule: true), _time, NullLogger<Kiosk.Devices.SerialScanner.SerialScanner>.Instance, _nearby).ScanAsync(_sink, _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _module.Dispose();
        _line.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void The_commands_are_those_of_the_manual_with_their_checks()
    {
        Assert.Equal("7E00080100D9A53E69", Convert.ToHexString(Gm65.Sleep.Span));
        Assert.Equal("7E00080100D900DB26", Convert.ToHexString(Gm65.Wake.Span));
        Assert.Equal("7E00080100020102DA", Convert.ToHexString(Gm65.Trigger.Span));
        Assert.Equal(0x3331, Gm65.Check([0x00, 0x01, 0x00]));
    }

    [Fact]
    public async Task It_reads_while_somebody_is_near_and_a_reply_is_no_badge()
    {
        await ReadsAsync("SK1FIRST");
        await ReadsAsync("SK1SECOND");
        Assert.Equal(["SK1FIRST", "SK1SECOND"], _sink.Texts);
        await StopAsync();
    }

    [Fact]
    public async Task It_sleeps_while_nobody_is_near_and_reads_again_soon_after_somebody_came()
    {
        await ReadsAsync("SK1BEFORE");
        _nearby.Set(false);
        var from = _time.GetUtcNow();
        await PassAsync(() => _module.IsAsleep);
        Assert.InRange(_time.GetUtcNow() - from, Gm65Duty.AwakeFor, Gm65Duty.AwakeFor + (Gm65Duty.TriggerEvery * 2));
        await PassAsync(() => _time.GetUtcNow() - from > Gm65Duty.AwakeFor * 3, TimeSpan.FromSeconds(2));
        Assert.True(_module.IsAsleep);

        _module.Hold("SK1AFTER");
        _nearby.Set(true);
        var came = _time.GetUtcNow();
        await PassAsync(() => _sink.Texts.Contains("SK1AFTER"), TimeSpan.FromMilliseconds(5));
        Assert.InRange((_time.GetUtcNow() - came).TotalMilliseconds, 0, 300);
        await StopAsync();
    }

    [Fact]
    public async Task A_sensor_that_is_gone_wakes_it()
    {
        await ReadsAsync("SK1BEFORE");
        var gone = new OverheardSensor(new GoneSensor(), _nearby);
        _nearby.Set(false);
        await PassAsync(() => _module.IsAsleep);
        await Assert.ThrowsAsync<DeviceException>(() => gone.SenseAsync(new ReportedReadings(), CancellationToken.None));
        await ReadsAsync("SK1AFTER");
        await StopAsync();
    }

    [Fact]
    public async Task A_module_that_replies_to_nothing_is_said()
    {
        await ReadsAsync("SK1BEFORE");
        _module.IsDead = true;
        await PassAsync(() => _scanning.IsCompleted);
        var fault = await Assert.ThrowsAsync<DeviceException>(() => _scanning);
        Assert.Equal($"the scanner {_line.Path} replies to no command: check its supply, that its RX goes to our TX, and that Baud and Module are its own", fault.Message);
    }

    [Fact]
    public async Task A_module_that_is_pulled_out_is_said()
    {
        await ReadsAsync("SK1BEFORE");
        _module.Dispose();
        _line.Unplug();
        await PassAsync(() => _scanning.IsCompleted);
        Assert.Contains("was unplugged or failed", (await Assert.ThrowsAsync<DeviceException>(() => _scanning)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replies_are_taken_out_wherever_they_are_cut_and_nothing_else_is() =>
        Gen.Select(Gen.OneOf(Gen.Const(Reply), Gen.Byte[0x03, 0xFF].Array[0, 20], Gen.Int[0, Broken.Length - 1].Select(i => Broken[i])).Array[0, 20], Gen.Int[1, 9]).Sample((parts, cut) =>
        {
            // A broken head in front of a reply is part of neither, but must not swallow what follows.
            byte[] ended = [(byte)'\r'];
            byte[] all = [.. parts.SelectMany(part => part.Concat(ended))];
            var replies = new Gm65Replies();
            byte[] rest = [.. all.Chunk(cut).SelectMany(chunk => replies.Strip(chunk))];
            Assert.Equal(parts.SelectMany(part => part == Reply ? ended : part.Concat(ended)), rest);
            Assert.Equal(parts.Count(part => part == Reply), replies.Count);
        });

    private async Task ReadsAsync(string badge)
    {
        _module.Hold(badge);
        await PassAsync(() => _sink.Texts.Contains(badge) || _scanning.IsCompleted);
        Assert.False(_scanning.IsFaulted, _scanning.Exception?.ToString());
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scanning);
    }

    /// <summary>Lets fake time pass, slowly enough for the module to reply in real time.</summary>
    private Task PassAsync(Func<bool> so, TimeSpan? step = null) => Eventually.IsTrue(() =>
    {
        bool isSo = so();
        _time.Advance(isSo ? TimeSpan.Zero : step ?? TimeSpan.FromMilliseconds(100));
        return isSo;
    });

    private sealed class GoneSensor : ISensor
    {
        public string Name => "ceiling";

        public Task SenseAsync(ISensorSink sink, CancellationToken stop) => throw new DeviceException("it is gone");
    }
}
