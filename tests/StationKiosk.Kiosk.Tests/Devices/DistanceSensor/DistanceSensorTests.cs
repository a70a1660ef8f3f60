using System.Device.Gpio;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.DistanceSensor;
using StationKiosk.Kiosk.Devices.Simulated;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Distance;

/// <summary>An HC-SR04 of a simulated chip, whose echo takes as long as the simulated way is; every look at the clock takes 5 µs.</summary>
public sealed class DistanceSensorTests
{
    private const int Trigger = 8, Echo = 9;
    private const double SecondsPerCentimetre = 2 / 34_300.0;

    private readonly SimulatedGpioChip _chip = new();
    private readonly LookedAtTime _time;
    private readonly Told _told = new();
    private double? _centimetres;

    public DistanceSensorTests()
    {
        _time = new LookedAtTime();
        TimeSpan? ends = null;
        _chip.SetLine(Echo, false);
        _chip.Written += (line, high) =>
        {
            if (line == Trigger && !high && _centimetres is { } centimetres)
            {
                ends = _time.Now + TimeSpan.FromSeconds(centimetres * SecondsPerCentimetre);
                _chip.SetLine(Echo, true);
            }
        };
        _time.Looked += now =>
        {
            if (ends is { } end && now >= end)
            {
                ends = null;
                _chip.SetLine(Echo, false);
            }
        };
    }

    [Fact]
    public async Task A_bay_is_taken_when_a_vehicle_comes_and_free_when_it_goes()
    {
        _centimetres = 250;
        using var stop = new CancellationTokenSource();
        var running = Sensor().SenseAsync(_told, stop.Token);
        await PassAsync(() => _told.Readings is [false]);
        _centimetres = 90;
        await PassAsync(() => _told.Readings is [false, true]);
        _centimetres = 600;
        await PassAsync(() => _told.Readings is [false, true, false]);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_module_that_gives_no_echo_is_said()
    {
        var failure = Assert.ThrowsAsync<DeviceException>(() => Sensor().SenseAsync(_told, CancellationToken.None));
        await PassAsync(() => failure.IsCompleted);
        Assert.Equal("bay gives no echo: check its 5 V supply, and the divider between its ECHO and our line", (await failure).Message);
        Assert.Empty(_told.Readings);
    }

    [Fact]
    public async Task A_line_the_chip_does_not_have_is_said_before_it_is_touched()
    {
        var sensor = new DistanceSensor(new DistanceOptions(new SensorOptions("bay", SensorKind.Contact, "bays"), null, [Trigger, 99], 150), _ => _chip.Open(), Clock());
        var failure = await Assert.ThrowsAsync<DeviceException>(() => sensor.SenseAsync(_told, CancellationToken.None));
        Assert.Equal("bay: the chip has no line 99, only 0 to 53: correct Line or Chip", failure.Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(37.5)]
    [InlineData(150)]
    [InlineData(399)]
    public void The_echo_is_measured_to_a_centimetre(double centimetres)
    {
        _centimetres = centimetres;
        Assert.InRange(Measure()!.Value, centimetres - 1, centimetres + 1);
    }

    [Fact]
    public void A_measurement_during_which_the_machine_looked_away_is_given_up()
    {
        _centimetres = 150;
        _time.LooksAwayAfter = TimeSpan.FromMilliseconds(8);
        Assert.Equal(double.NaN, Measure());
        Assert.InRange(Measure()!.Value, 149, 151);
    }

    [Fact]
    public void Near_the_limit_nothing_changes_and_single_wrong_measurements_change_nothing() =>
        Gen.Double[150 - DistanceFilter.Band + 0.01, 150 + DistanceFilter.Band - 0.01].Array[5, 60].Select(Gen.Bool, Gen.Int[0, 2].Select(i => new[] { 2.0, 400.0, double.NaN }[i])).Sample(drawn =>
        {
            var (near, occupied, wrong) = drawn;
            var filter = new DistanceFilter(150);
            for (int i = 0; i < DistanceFilter.Kept; i++)
            {
                filter.Take(occupied ? 60 : 250);
            }

            return near.Select((measured, i) => filter.Take(i % 4 == 3 ? wrong : measured)).All(said => said == occupied);
        });

    private double? Measure()
    {
        using var controller = new GpioController(_chip.Open());
        controller.OpenPin(Trigger, PinMode.Output);
        controller.OpenPin(Echo, PinMode.Input);
        return new EchoTimer(() => controller.Read(Echo) == PinValue.High, high => controller.Write(Trigger, high), _time).Measure();
    }

    private DistanceSensor Sensor() =>
        new(new DistanceOptions(new SensorOptions("bay", SensorKind.Contact, "bays"), null, [Trigger, Echo], 150), _ => _chip.Open(), Clock());

    private KioskClock Clock() => new(_time, Guid.NewGuid(), () => ClockQuality.Synced);

    private Task PassAsync(Func<bool> so) => Eventually.IsTrue(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return so();
    });

    /// <summary>Time that goes on by being looked at, and by <see cref="FakeTimeProvider.Advance"/>.</summary>
    private sealed class LookedAtTime : FakeTimeProvider
    {
        private static readonly TimeSpan Look = TimeSpan.FromMicroseconds(5);
        private long _ticks;

        public event Action<TimeSpan>? Looked;

        public TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

        /// <summary>Once this has passed, one look takes a millisecond.</summary>
        public TimeSpan? LooksAwayAfter { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            bool away = LooksAwayAfter is { } after && Now > after;
            LooksAwayAfter = away ? null : LooksAwayAfter;
            var now = TimeSpan.FromTicks(Interlocked.Add(ref _ticks, away ? TimeSpan.TicksPerMillisecond : Look.Ticks));
            Looked?.Invoke(now);
            return now.Ticks;
        }
    }

    private sealed class Told : ISensorSink
    {
        private readonly List<bool> _readings = [];

        public IReadOnlyList<bool> Readings
        {
            get
            {
                lock (_readings)
                {
                    return [.. _readings];
                }
            }
        }

        public void Ready()
        {
        }

        public void Report(Reading reading)
        {
            lock (_readings)
            {
                _readings.Add(reading.Active);
            }
        }
    }
}
