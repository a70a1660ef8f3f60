using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.Simulated;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>Puts the GPIO sensors together.</summary>
public static class GpioSensors
{
    /// <summary>Makes every sensor of the settings; opens nothing yet.</summary>
    /// <returns>The sensors; with simulated lines, the people who come and go before them, to be run beside.</returns>
    public static (IReadOnlyList<ISensor> Sensors, SimulatedPeople? People) Build(
        GpioOptions options, GpioChips chips, IReadOnlyList<ZoneOptions> zones, KioskClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(chips);
        ArgumentNullException.ThrowIfNull(clock);
        return (
            [.. options.Sensors.Select(wiring => new LineSensor(wiring, chips.Open, clock))],
            options.Simulated ? new SimulatedPeople(chips.Simulated, options.Sensors, zones, clock.Time, options.Seed) : null);
    }
}
