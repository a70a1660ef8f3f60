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
        GpioOptions options, IReadOnlyList<ZoneOptions> zones, KioskClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        if (!options.Simulated)
        {
            return ([.. options.Sensors.Select(wiring => new LineSensor(wiring, GpioDrivers.Open, clock))], null);
        }

        var chips = options.Sensors.Select(wiring => wiring.Chip ?? "").Distinct()
            .ToDictionary(label => label, _ => new SimulatedGpioChip(GpioOptions.LineMax + 1), StringComparer.Ordinal);
        return (
            [.. options.Sensors.Select(wiring => new LineSensor(wiring, label => chips[label ?? ""].Open(), clock))],
            new SimulatedPeople(label => chips[label ?? ""], options.Sensors, zones, clock.Time, options.Seed));
    }
}
