namespace StationKiosk.HardwareBench;

/// <summary>What a USB keyboard sends (HID 1.11, appendix B.1; key codes of HID Usage Tables 1.12, page 7), for the letters of a badge and Enter.</summary>
internal static class HidReports
{
    /// <summary>Bytes of a report.</summary>
    public const int Bytes = 8;

    private const byte LeftShift = 0x02;

    /// <summary>A key pressed and let go.</summary>
    public static byte[] Press(char letter)
    {
        var (shift, key) = letter switch
        {
            >= 'A' and <= 'Z' => (LeftShift, 0x04 + letter - 'A'),
            >= '1' and <= '9' => ((byte)0, 0x1E + letter - '1'),
            '0' => ((byte)0, 0x27),
            '\r' => ((byte)0, 0x28),
            _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "no letter of a badge"),
        };
        return [shift, 0, (byte)key, 0, 0, 0, 0, 0, .. new byte[Bytes]];
    }
}
