using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices;

/// <summary>What brings a sensor's readings here.</summary>
public enum SensorDriver
{
    /// <summary>GPIO lines.</summary>
    Gpio,

    /// <summary>An LD2410 radar's serial line.</summary>
    Ld2410,

    /// <summary>An HC-SR04 distance module's trigger and echo.</summary>
    HcSr04,

    /// <summary>A VL53L0X distance chip on an I2C bus.</summary>
    Vl53L0X,

    /// <summary>A VL53L1X distance chip on an I2C bus.</summary>
    Vl53L1X,

    /// <summary>An AMG8833 thermal chip on an I2C bus.</summary>
    Amg8833,
}

/// <summary>Reads <c>Driver</c> of a sensor.</summary>
internal static class SensorDrivers
{
    private static readonly Dictionary<string, SensorDriver> Words = new(StringComparer.Ordinal)
    {
        ["gpio"] = SensorDriver.Gpio,
        ["ld2410"] = SensorDriver.Ld2410,
        ["hcsr04"] = SensorDriver.HcSr04,
        ["vl53l0x"] = SensorDriver.Vl53L0X,
        ["vl53l1x"] = SensorDriver.Vl53L1X,
        ["amg8833"] = SensorDriver.Amg8833,
    };

    /// <summary>The word that a driver is set by.</summary>
    public static string NameOf(SensorDriver driver) => Words.First(pair => pair.Value == driver).Key;

    /// <summary>A sensor's driver; one that does not fit its kind is a fault of <paramref name="section"/>.</summary>
    public static SensorDriver Read(SettingsReader section, SensorOptions sensor)
    {
        var driver = section.Choice("Driver", SensorDriver.Gpio, Words);
        if (Needs(driver) is var (kind, why) && sensor.Kind != kind)
        {
            section.Fault("Driver", NameOf(driver), $"gpio, or Kind {kind.ToString().ToLowerInvariant()}: {why}");
        }

        return driver;
    }

    /// <summary>The one kind of sensor that a driver is good for, and why; null where it is good for all.</summary>
    private static (SensorKind Kind, string Why)? Needs(SensorDriver driver) => driver switch
    {
        SensorDriver.Ld2410 => (SensorKind.Presence, "a radar tells whether somebody is there"),
        SensorDriver.Amg8833 => (SensorKind.Presence, "a picture of temperatures tells whether somebody is there"),
        SensorDriver.HcSr04 or SensorDriver.Vl53L0X or SensorDriver.Vl53L1X => (SensorKind.Contact, "a distance tells whether one place is taken"),
        _ => null,
    };
}
