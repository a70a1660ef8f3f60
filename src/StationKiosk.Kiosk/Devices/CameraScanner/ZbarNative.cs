using System.Runtime.InteropServices;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>The part of libzbar's C interface that is used (zbar.h 0.23; libzbar.so.0 keeps its ABI).</summary>
internal static unsafe partial class ZbarNative
{
    public const int AllSymbols = 0;
    public const int QrCode = 64;
    public const int ConfigEnable = 0;

    /// <summary>Hands over a code's bytes as they are instead of guessing at their character set.</summary>
    public const int ConfigBinary = 4;

    public const int ConfigColumnDensity = 0x100;
    public const int ConfigRowDensity = 0x101;

    private const string Library = "libzbar.so.0";

    [LibraryImport(Library, EntryPoint = "zbar_image_scanner_create")]
    public static partial ZbarScannerHandle CreateScanner();

    [LibraryImport(Library, EntryPoint = "zbar_image_scanner_destroy")]
    public static partial void DestroyScanner(nint scanner);

    [LibraryImport(Library, EntryPoint = "zbar_image_scanner_set_config")]
    public static partial int Configure(ZbarScannerHandle scanner, int symbology, int config, int value);

    [LibraryImport(Library, EntryPoint = "zbar_scan_image")]
    public static partial int Scan(ZbarScannerHandle scanner, ZbarImageHandle image);

    [LibraryImport(Library, EntryPoint = "zbar_image_create")]
    public static partial ZbarImageHandle CreateImage();

    [LibraryImport(Library, EntryPoint = "zbar_image_destroy")]
    public static partial void DestroyImage(nint image);

    [LibraryImport(Library, EntryPoint = "zbar_image_set_format")]
    public static partial void SetFormat(ZbarImageHandle image, CULong fourCc);

    [LibraryImport(Library, EntryPoint = "zbar_image_set_size")]
    public static partial void SetSize(ZbarImageHandle image, uint width, uint height);

    [LibraryImport(Library, EntryPoint = "zbar_image_set_data")]
    public static partial void SetData(ZbarImageHandle image, byte* data, CULong bytes, nint cleanup);

    [LibraryImport(Library, EntryPoint = "zbar_image_first_symbol")]
    public static partial nint FirstSymbol(ZbarImageHandle image);

    [LibraryImport(Library, EntryPoint = "zbar_symbol_next")]
    public static partial nint NextSymbol(nint symbol);

    [LibraryImport(Library, EntryPoint = "zbar_symbol_get_type")]
    public static partial int SymbolType(nint symbol);

    [LibraryImport(Library, EntryPoint = "zbar_symbol_get_data")]
    public static partial byte* SymbolData(nint symbol);

    [LibraryImport(Library, EntryPoint = "zbar_symbol_get_data_length")]
    public static partial uint SymbolDataLength(nint symbol);
}

/// <summary>A <c>zbar_image_scanner_t</c>.</summary>
internal sealed class ZbarScannerHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ZbarNative.DestroyScanner(handle);
        return true;
    }
}

/// <summary>A <c>zbar_image_t</c>.</summary>
internal sealed class ZbarImageHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ZbarNative.DestroyImage(handle);
        return true;
    }
}
