namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>Finds QR codes in a picture. Not for several threads at once.</summary>
public interface IQrDecoder : IDisposable
{
    /// <summary>What the codes in <paramref name="image"/> say; empty where there is none. Keeps nothing of the picture.</summary>
    IReadOnlyList<string> Decode(GrayImage image);
}
