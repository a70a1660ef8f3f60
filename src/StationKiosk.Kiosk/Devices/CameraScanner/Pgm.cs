using System.Globalization;
using System.Text;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>The plainest gray picture format (PGM, magic number P5; netpbm.sourceforge.net/doc/pgm.html), without comments and at 8 bits, as ffmpeg writes it.</summary>
internal static class Pgm
{
    /// <summary>Bytes of the longest head: magic number, width, height and 255 on lines of their own or beside each other.</summary>
    public const int HeadBytesMax = 64;

    /// <summary>Reads a picture; null where the bytes are not exactly one.</summary>
    public static GrayImage? Read(ReadOnlyMemory<byte> bytes)
    {
        var head = bytes.Span[..Math.Min(bytes.Length, HeadBytesMax)];
        int start = 0;
        Span<int> numbers = stackalloc int[3];
        if (!head.StartsWith("P5\n"u8))
        {
            return null;
        }

        start = 3;
        for (int i = 0; i < numbers.Length; i++)
        {
            int length = head[start..].IndexOfAny((byte)' ', (byte)'\n');
            if (length < 1 || !int.TryParse(Encoding.ASCII.GetString(head.Slice(start, length)), NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }

            start += length + 1;
        }

        var (width, height, pixels) = (numbers[0], numbers[1], bytes[start..]);
        bool fits = width > 0 && height > 0 && (long)width * height == pixels.Length && pixels.Length <= GrayImage.PixelsMax && numbers[2] == byte.MaxValue;
        return fits ? new GrayImage(width, height, pixels) : null;
    }
}
