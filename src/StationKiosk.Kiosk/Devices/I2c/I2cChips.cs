using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>The chips that this build has drivers for: those of <c>Devices/IotBindings</c> where it was built with them, else none.</summary>
internal static class I2cChips
{
#if WITH_IOT_BINDINGS
    /// <summary>Opens a chip that senses a place.</summary>
    /// <exception cref="DeviceException">The machine has no such bus.</exception>
    /// <exception cref="IOException">It does not answer, or not as this chip does.</exception>
    public static IPlaceChip Open(I2cOptions options) => IotBindings.Chips.Open(options, I2cFaults.Open(options.Place));

    /// <summary>Opens a display; fails as the others do.</summary>
    public static IDisplayChip Open(DisplayOptions options) => IotBindings.Chips.Open(options, I2cFaults.Open(options.Place));

    /// <summary>Opens a climate chip; fails as the others do.</summary>
    public static IClimateChip Open(ClimateOptions options) => IotBindings.Chips.Open(options, I2cFaults.Open(options.Place));
#else
    /// <exception cref="DeviceException">Always: this build has no driver.</exception>
    public static IPlaceChip Open(I2cOptions options) => throw Missing(options.Sensor.Name);

    /// <exception cref="DeviceException">Always: this build has no driver.</exception>
    public static IDisplayChip Open(DisplayOptions options) => throw Missing(options.Name);

    /// <exception cref="DeviceException">Always: this build has no driver.</exception>
    public static IClimateChip Open(ClimateOptions options) => throw Missing(options.Name);

    private static DeviceException Missing(string device) =>
        new DeviceException($"{device}: this program was built without drivers for I2C chips: build it with -p:WithIotBindings=true, as hardware/README.md says");
#endif
}
