using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Devices.ZXingNet;

/// <summary>Two decoders that look at the same picture: what either reads is read, once.</summary>
/// <param name="first">Disposed with this.</param>
/// <param name="second">Disposed with this.</param>
public sealed class DecoderPair(IQrDecoder first, IQrDecoder second) : IQrDecoder
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Decode(GrayImage image) => [.. first.Decode(image).Union(second.Decode(image), StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
