using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices;

/// <summary>What brings a sensor's readings here.</summary>
internal enum SensorDriver
{
    /// <summary>GPIO lines.</summary>
    Gpio,

    /// <summary>An LD2410 radar's serial line.</summary>
    Ld2410,

    /// <summary>An HC-SR04 distance module's trigger and echo.</summary>
    HcSr04,
}

/// <summary>Reads <c>Driver</c> of a sensor.</summary>
internal static class SensorDrivers
{
    private static readonly Dictionary<string, SensorDriver> Words = new(StringComparer.Ordinal) { ["gpio"] = SensorDriver.Gpio, ["ld2410"] = SensorDriver.Ld2410, ["hcsr04"] = SensorDriver.HcSr04 };

    /// <summary>A sensor's driver; one that does not fit its kind is a fault of <paramref name="section"/>.</summary>
    public static SensorDriver Read(SettingsReader section, SensorOptions sensor)
    {
        var driver = section.Choice("Driver", SensorDriver.Gpio, Words);
        if (driver == SensorDriver.Ld2410 && sensor.Kind != SensorKind.Presence)
        {
            section.Fault("Driver", "ld2410", "gpio, or Kind presence: a radar tells whether somebody is there");
        }

        if (driver == SensorDriver.HcSr04 && sensor.Kind != SensorKind.Contact)
        {
            section.Fault("Driver", "hcsr04", "gpio, or Kind contact: a distance tells whether one place is taken");
        }

        return driver;
    }
}
