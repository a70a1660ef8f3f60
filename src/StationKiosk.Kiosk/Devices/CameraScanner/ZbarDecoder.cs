using System.Runtime.InteropServices;
using System.Text;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>QR codes by Debian's libzbar0 (0.23, https://github.com/mchehab/zbar). Reads dark codes on a light ground only.</summary>
public sealed class ZbarDecoder : IQrDecoder
{
    /// <summary>Characters of the fullest QR code (ISO/IEC 18004, version 40-L, digits); what claims to be longer is left out.</summary>
    public const int TextBytesMax = 7089;

    /// <summary>Codes taken from one picture; further ones are left out.</summary>
    public const int TextsMax = 16;

    // The C interface's name for one gray byte a pixel: 'Y800'.
    private static readonly CULong Gray = new(0x30303859);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ZbarScannerHandle _scanner;
    private readonly ZbarImageHandle _image;

    /// <summary>Loads the library.</summary>
    /// <param name="density">Every so manieth row and column is looked at.</param>
    /// <exception cref="DeviceException">libzbar0 is not installed.</exception>
    public ZbarDecoder(int density = 1)
    {
        try
        {
            _scanner = ZbarNative.CreateScanner();
            _image = ZbarNative.CreateImage();
        }
        catch (DllNotFoundException e)
        {
            throw new DeviceException("libzbar0 is not installed: apt-get install libzbar0", e);
        }

        if (_scanner.IsInvalid || _image.IsInvalid)
        {
            throw new DeviceException("libzbar0 got no memory for its scanner: restart the kiosk, and look at its memory limit if it happens again");
        }

        _ = ZbarNative.Configure(_scanner, ZbarNative.AllSymbols, ZbarNative.ConfigEnable, 0);
        _ = ZbarNative.Configure(_scanner, ZbarNative.QrCode, ZbarNative.ConfigEnable, 1);
        _ = ZbarNative.Configure(_scanner, ZbarNative.QrCode, ZbarNative.ConfigBinary, 1);
        _ = ZbarNative.Configure(_scanner, ZbarNative.AllSymbols, ZbarNative.ConfigColumnDensity, density);
        _ = ZbarNative.Configure(_scanner, ZbarNative.AllSymbols, ZbarNative.ConfigRowDensity, density);
        ZbarNative.SetFormat(_image, Gray);
    }

    /// <inheritdoc/>
    public unsafe IReadOnlyList<string> Decode(GrayImage image)
    {
        fixed (byte* pixels = image.Pixels.Span)
        {
            ZbarNative.SetSize(_image, (uint)image.Width, (uint)image.Height);
            ZbarNative.SetData(_image, pixels, new CULong((uint)image.Pixels.Length), cleanup: 0);
            int found = ZbarNative.Scan(_scanner, _image);
            var texts = found > 0 ? Texts() : [];
            ZbarNative.SetData(_image, null, new CULong(0), cleanup: 0);
            return texts;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _image.Dispose();
        _scanner.Dispose();
    }

    private unsafe List<string> Texts()
    {
        var texts = new List<string>();
        for (nint symbol = ZbarNative.FirstSymbol(_image); symbol != 0 && texts.Count < TextsMax; symbol = ZbarNative.NextSymbol(symbol))
        {
            uint length = ZbarNative.SymbolDataLength(symbol);
            if (ZbarNative.SymbolType(symbol) == ZbarNative.QrCode && length is > 0 and <= TextBytesMax)
            {
                texts.Add(Text(new ReadOnlySpan<byte>(ZbarNative.SymbolData(symbol), (int)length)));
            }
        }

        return texts;
    }

    // A QR code names its character set rarely and rightly even more rarely: UTF-8 is what is met, Latin-1 what the standard says.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
