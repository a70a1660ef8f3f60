using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.I2c;

public sealed class ClimateLoopTests
{
    [Fact]
    public async Task What_it_measures_is_known_until_the_sensor_is_gone_and_again_when_it_is_back()
    {
        var time = new FakeTimeProvider(TestBadges.Now);
        var clock = new KioskClock(time, Guid.NewGuid(), () => ClockQuality.Synced);
        var (book, devices, chip) = (new ClimateBook(), new DeviceRegister(clock), new FakeClimate());
        using var stop = new CancellationTokenSource();
        var running = new ClimateLoop(new ClimateOptions("air", new I2cPlace(1, 0x76)), _ => chip, book, devices, clock).RunAsync(stop.Token);
        Task UntilAsync(Func<bool> so) => Eventually.IsTrue(() =>
        {
            time.Advance(ClimateLoop.RetryAfter);
            return so();
        });

        await UntilAsync(() => book.All is [{ Key: "air", Value.Celsius: 21 }] && devices.All is [{ State: DeviceState.Ok }]);
        chip.Now = chip.Now with { Celsius = 23 };
        await UntilAsync(() => book.All is [{ Value.Celsius: 23 }]);
        chip.IsGone = true;
        await UntilAsync(() => devices.All is [{ State: DeviceState.Absent }]);
        Assert.Empty(book.All);
        Assert.StartsWith("air: no bme280 answers at /dev/i2c-1 0x76 (gone): ", devices.All[0].Why, StringComparison.Ordinal);
        chip.IsGone = false;
        await UntilAsync(() => book.All is [{ Value.Celsius: 23 }]);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed class FakeClimate : IClimateChip
    {
        public Climate Now { get; set; } = new(21, 40, 1013);

        public bool IsGone { get; set; }

        public Climate Measure() => IsGone ? throw new IOException("gone") : Now;

        public void Dispose()
        {
        }
    }
}
