using QRCoder;

namespace StationKiosk.Office.Badges;

/// <summary>
/// A badge's text as a QR code (ISO/IEC 18004), error correction level M, with the four modules of quiet zone that the standard asks for.
/// A usual badge of some 215 characters comes out as version 8, 49 × 49 modules, because all its characters are in the alphanumeric set.
/// </summary>
public static class BadgePictures
{
    private const int PixelsPerModule = 10;

    /// <summary>Black on white.</summary>
    public static byte[] Png(string text)
    {
        using var data = Code(text);
        using var picture = new PngByteQRCode(data);
        return picture.GetGraphic(PixelsPerModule, drawQuietZones: true);
    }

    /// <summary>Black on white, scalable.</summary>
    public static string Svg(string text)
    {
        using var data = Code(text);
        using var picture = new SvgQRCode(data);
        return picture.GetGraphic(PixelsPerModule, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    private static QRCodeData Code(string text) => QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
}
