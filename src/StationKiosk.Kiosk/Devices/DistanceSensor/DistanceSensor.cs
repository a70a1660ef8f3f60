using System.Device.Gpio;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.DistanceSensor;

/// <summary>An ultrasonic distance module (HC-SR04) that tells whether a place, such as a parking bay, is taken.</summary>
/// <param name="options">Which, and from where on the place is taken.</param>
/// <param name="open">Opens the chip, see <see cref="GpioChips.Open"/>.</param>
/// <param name="clock">Stamps the readings, and times the echo.</param>
public sealed class DistanceSensor(DistanceOptions options, Func<string?, GpioDriver> open, KioskClock clock) : ISensor
{
    /// <summary>How often it measures; a vehicle takes seconds to park, and spinning for an echo costs a processor.</summary>
    public static readonly TimeSpan MeasureEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Without an echo so often in a row it counts as absent.</summary>
    public const int MissesMax = 10;

    /// <inheritdoc/>
    public string Name => options.Sensor.Name;

    /// <inheritdoc/>
    public async Task SenseAsync(ISensorSink sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        try
        {
            using var controller = new GpioController(open(options.Chip));
            var (trigger, echo) = (options.Lines[0], options.Lines[1]);
            if (Math.Max(trigger, echo) is var highest && highest >= controller.PinCount)
            {
                // libgpiod 1.6 does not survive a line the chip does not have.
                throw GpioFaults.NoLine(Name, highest, controller.PinCount);
            }

            controller.OpenPin(trigger, PinMode.Output, PinValue.Low);
            controller.OpenPin(echo, PinMode.Input);
            await SenseAsync(new EchoTimer(() => controller.Read(echo) == PinValue.High, high => controller.Write(trigger, high), clock.Time), sink, stop);
        }
        catch (Exception e) when (GpioFaults.IsOne(e))
        {
            throw GpioFaults.Unusable(Name, options.Chip, options.Lines, e);
        }
    }

    private async Task SenseAsync(EchoTimer timer, ISensorSink sink, CancellationToken stop)
    {
        var filter = new DistanceFilter(options.OccupiedBelow);
        bool? said = null;
        int misses = 0;
        while (true)
        {
            // On a thread of its own: it spins.
            double? centimetres = await Task.Run(timer.Measure, stop);
            misses = centimetres is null ? misses + 1 : 0;
            if (misses >= MissesMax)
            {
                throw new DeviceException($"{Name} gives no echo: check its 5 V supply, and the divider between its ECHO and our line");
            }

            if (centimetres is { } measured && filter.Take(measured) is { } occupied && occupied != said)
            {
                if (said is null)
                {
                    sink.Ready();
                }

                sink.Report(new Reading(Name, 0, occupied, clock.Now()));
                said = occupied;
            }

            await Task.Delay(MeasureEvery, clock.Time, stop);
        }
    }
}
