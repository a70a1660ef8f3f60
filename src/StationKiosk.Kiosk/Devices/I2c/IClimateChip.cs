using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A chip that measures temperature, humidity and pressure. Not for several threads at once.</summary>
internal interface IClimateChip : IDisposable
{
    /// <summary>Measures once; takes some 50 ms.</summary>
    /// <exception cref="IOException">It does not answer, or not as this chip does.</exception>
    Climate Measure();
}
