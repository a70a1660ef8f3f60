using System.Device.I2c;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>Opens places on the I2C buses, and says in a sentence what can be wrong with them.</summary>
internal static class I2cFaults
{
    /// <summary>Opens a place; whether something answers there shows only when it is spoken to.</summary>
    /// <exception cref="DeviceException">The machine has no such bus.</exception>
    public static I2cDevice Open(I2cPlace place) => File.Exists($"/dev/i2c-{place.Bus}")
        ? I2cDevice.Create(new I2cConnectionSettings(place.Bus, place.Address))
        : throw new DeviceException($"there is no /dev/i2c-{place.Bus}: switch I2C on (raspi-config, Interface Options), or set Bus to one that ls /dev/i2c-* shows");

    /// <summary>What the library throws where a chip does not answer, or not as it should; some of its chips throw a plain <see cref="Exception"/> then.</summary>
    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException or PlatformNotSupportedException || e.GetType() == typeof(Exception);

    /// <summary>Nothing answers there, or another chip.</summary>
    public static DeviceException Unusable(string device, string chip, I2cPlace place, Exception cause) => new DeviceException(
        $"{device}: no {chip} answers at {place} ({cause.Message.TrimEnd('.')}): check its supply and its wires, that i2cdetect -y {place.Bus}, from the package i2c-tools, "
        + "shows it there, and that the kiosk's user is in the group i2c",
        cause);
}
