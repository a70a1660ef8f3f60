namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A small display. Not for several threads at once; dark when disposed.</summary>
internal interface IDisplayChip : IDisposable
{
    /// <summary>Shows one word as large as it fits; takes up to 100 ms. Again with the same, it only sees to it that the display is there.</summary>
    /// <param name="text">Printable ASCII; empty for a dark display.</param>
    /// <exception cref="IOException">It does not answer.</exception>
    void Show(string text);
}
