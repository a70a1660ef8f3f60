namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A chip that tells whether a place is taken. Not for several threads at once.</summary>
internal interface IPlaceChip : IDisposable
{
    /// <summary>Measures once; takes up to some 100 ms.</summary>
    /// <returns>Whether somebody or something is there; null before that is known.</returns>
    /// <exception cref="IOException">It does not answer, or not as this chip does.</exception>
    bool? Look();
}
