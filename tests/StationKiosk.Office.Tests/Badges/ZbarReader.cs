using System.Runtime.InteropServices;

namespace StationKiosk.Office.Tests.Badges;

/// <summary>Reads a QR code with Debian's libzbar0, which shares no code with the writer under test.</summary>
internal static class ZbarReader
{
    private const string Library = "libzbar.so.0";
    private const uint Y800 = 0x30303859;

    public static bool IsThere { get; } = NativeLibrary.TryLoad(Library, out _);

    public static string? Read(byte[] gray, int width, int height)
    {
        nint scanner = zbar_image_scanner_create();
        nint image = zbar_image_create();
        var pinned = GCHandle.Alloc(gray, GCHandleType.Pinned);
        try
        {
            zbar_image_set_format(image, new CULong(Y800));
            zbar_image_set_size(image, (uint)width, (uint)height);
            zbar_image_set_data(image, pinned.AddrOfPinnedObject(), new CULong((uint)gray.Length), 0);
            return zbar_scan_image(scanner, image) > 0 ? Marshal.PtrToStringUTF8(zbar_symbol_get_data(zbar_image_first_symbol(image))) : null;
        }
        finally
        {
            zbar_image_destroy(image);
            zbar_image_scanner_destroy(scanner);
            pinned.Free();
        }
    }

    [DllImport(Library)]
    private static extern nint zbar_image_scanner_create();

    [DllImport(Library)]
    private static extern void zbar_image_scanner_destroy(nint scanner);

    [DllImport(Library)]
    private static extern nint zbar_image_create();

    [DllImport(Library)]
    private static extern void zbar_image_destroy(nint image);

    [DllImport(Library)]
    private static extern void zbar_image_set_format(nint image, CULong format);

    [DllImport(Library)]
    private static extern void zbar_image_set_size(nint image, uint width, uint height);

    [DllImport(Library)]
    private static extern void zbar_image_set_data(nint image, nint data, CULong length, nint cleanup);

    [DllImport(Library)]
    private static extern int zbar_scan_image(nint scanner, nint image);

    [DllImport(Library)]
    private static extern nint zbar_image_first_symbol(nint image);

    [DllImport(Library)]
    private static extern nint zbar_symbol_get_data(nint symbol);
}
