using Iot.Device.Max7219;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>Pure: a word as the pixels of a display, in the middle and as large as it fits, in the letters that the bindings bring for another display (8 x 8, CP437).</summary>
internal static class WordPicture
{
    /// <summary>Pixels in a row.</summary>
    public const int Columns = 128;

    private const int LetterRows = 8, PageRows = 8;

    /// <summary>Draws it; what is too long is cut off at the right.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="rows">Pixels in a column, a multiple of 8.</param>
    /// <returns>Page after page of 8 rows, a byte a column with its top row in bit 0 (SSD1306 data sheet, 8.7).</returns>
    public static byte[] Draw(string text, int rows)
    {
        byte[] letters = [.. text.SelectMany(letter => Fonts.CP437[letter].Append((byte)0)).SkipLast(1).Take(Columns)];
        byte[] pages = new byte[Columns * rows / PageRows];
        int scale = letters.Length == 0 ? 1 : Math.Min(rows / LetterRows, Columns / letters.Length);
        int left = (Columns - (scale * letters.Length)) / 2, top = (rows - (scale * LetterRows)) / 2;
        for (int y = 0; y < scale * LetterRows; y++)
        {
            for (int x = 0; x < scale * letters.Length; x++)
            {
                int lit = (letters[x / scale] >> (y / scale)) & 1;
                pages[((top + y) / PageRows * Columns) + left + x] |= (byte)(lit << ((top + y) % PageRows));
            }
        }

        return pages;
    }
}
