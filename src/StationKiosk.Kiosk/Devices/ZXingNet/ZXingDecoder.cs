using StationKiosk.Kiosk.Devices.CameraScanner;
using ZXing;
using ZXing.Common;
using ZXing.Multi.QrCode;

namespace StationKiosk.Kiosk.Devices.ZXingNet;

/// <summary>QR codes by ZXing.Net (https://github.com/micjahn/ZXing.Net), a port of ZXing: no native code, dark codes on a light ground only.</summary>
public sealed class ZXingDecoder : IQrDecoder
{
    private const char Unreadable = '\uFFFD';

    private static readonly Dictionary<DecodeHintType, object> Hints = new() { [DecodeHintType.TRY_HARDER] = true, [DecodeHintType.CHARACTER_SET] = "UTF-8" };

    private readonly QRCodeMultiReader _reader = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Decode(GrayImage image)
    {
        var source = new RGBLuminanceSource(image.Pixels.ToArray(), image.Width, image.Height, RGBLuminanceSource.BitmapFormat.Gray8);
        var found = _reader.decodeMultiple(new BinaryBitmap(new HybridBinarizer(source)), Hints) ?? [];

        // What is no UTF-8 comes out spoilt, and is left to zbar, which guesses better.
        return [.. found.Select(code => code.Text).Where(text => text.Length > 0 && !text.Contains(Unreadable, StringComparison.Ordinal)).Take(ZbarDecoder.TextsMax)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }
}
