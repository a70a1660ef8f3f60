using System.Device.I2c;
using Iot.Device.Bmxx80;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>A Bosch BME280: ±1 °C, ±3 % relative humidity, ±1 hPa. The binding asks it for its model.</summary>
/// <param name="device">Where it is; disposed with this.</param>
internal sealed class Bme280Climate(I2cDevice device) : IClimateChip
{
    private readonly Bme280 _chip = new(device);

    /// <inheritdoc/>
    public Climate Measure()
    {
        var read = _chip.Read();
        return read is { Temperature: { } temperature, Humidity: { } humidity, Pressure: { } pressure }
            ? new Climate(temperature.DegreesCelsius, humidity.Percent, pressure.Hectopascals)
            : throw new IOException("it measured nothing");
    }

    /// <inheritdoc/>
    public void Dispose() => _chip.Dispose();
}
