using System.Device.Gpio;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>
/// A sensor on GPIO lines: motion module, contact (one line each) or beam pair (two lines). It only moves levels; what they mean is the zone's
/// matter. Edges are reported as they come; every <see cref="LookEvery"/> the lines are read as well, so that a lost edge is made good and a
/// chip that is gone is noticed.
/// </summary>
/// <param name="wiring">What it is wired to.</param>
/// <param name="open">Opens the chip, see <see cref="GpioDrivers.Open"/>.</param>
/// <param name="clock">Stamps the readings.</param>
public sealed class LineSensor(GpioWiring wiring, Func<string?, GpioDriver> open, KioskClock clock) : ISensor
{
    /// <summary>How often the lines are read besides their edges.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly bool?[] _reported = new bool?[wiring.Lines.Count];

    /// <inheritdoc/>
    public string Name => wiring.Sensor.Name;

    /// <inheritdoc/>
    public async Task SenseAsync(ISensorSink sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        try
        {
            using var controller = new GpioController(open(wiring.Chip));
            await SenseAsync(controller, sink, stop);
        }
        catch (Exception e) when (GpioFaults.IsOne(e))
        {
            throw GpioFaults.Unusable(Name, wiring.Chip, wiring.Lines, e);
        }
    }

    private async Task SenseAsync(GpioController controller, ISensorSink sink, CancellationToken stop)
    {
        OpenLines(controller);
        for (int line = 0; line < wiring.Lines.Count; line++)
        {
            Listen(controller, line, sink);
        }

        Array.Clear(_reported);
        sink.Ready();
        while (true)
        {
            Look(controller, sink);
            await Task.Delay(LookEvery, clock.Time, stop);
        }
    }

    private void OpenLines(GpioController controller)
    {
        foreach (int line in wiring.Lines)
        {
            // libgpiod 1.6 does not survive a line the chip does not have.
            if (line >= controller.PinCount)
            {
                throw GpioFaults.NoLine(Name, line, controller.PinCount);
            }

            controller.OpenPin(line);
            if (!controller.IsPinModeSupported(line, wiring.Mode))
            {
                throw new DeviceException($"{Name}: {GpioFaults.Where(wiring.Chip, wiring.Lines)} has no pull resistor to switch on: set Pull to none and wire a resistor");
            }

            controller.SetPinMode(line, wiring.Mode);
        }
    }

    private void Listen(GpioController controller, int line, ISensorSink sink) => controller.RegisterCallbackForPinValueChangedEvent(
        wiring.Lines[line],
        PinEventTypes.Rising | PinEventTypes.Falling,
        (_, change) =>
        {
            lock (_gate)
            {
                Report(sink, line, change.ChangeType == PinEventTypes.Rising);
            }
        });

    private void Look(GpioController controller, ISensorSink sink)
    {
        lock (_gate)
        {
            for (int line = 0; line < wiring.Lines.Count; line++)
            {
                bool high = controller.Read(wiring.Lines[line]) == PinValue.High;
                if (_reported[line] != high)
                {
                    Report(sink, line, high);
                }
            }
        }
    }

    private void Report(ISensorSink sink, int line, bool high)
    {
        _reported[line] = high;
        sink.Report(new Reading(Name, line, high != wiring.ActiveLow, clock.Now()));
    }
}
