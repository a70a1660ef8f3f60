namespace StationKiosk.Kiosk.Devices.KeyboardScanner;

/// <summary>
/// What a key types. A scanner that plays a keyboard sends key codes (linux/input-event-codes.h), chosen for the layout it was set to; which character a
/// code stands for is decided here and not by the system's layout. Only printable ASCII, as badges and cards are.
/// </summary>
public sealed class KeyMap
{
    /// <summary>KEY_LEFTSHIFT and KEY_RIGHTSHIFT.</summary>
    public const int LeftShift = 42;

    /// <summary>KEY_RIGHTSHIFT.</summary>
    public const int RightShift = 54;

    private const int CodesMax = 128;

    /// <summary>The rows of the main block: the first key's code, and what its keys type without and with Shift.</summary>
    private static readonly (int First, string Plain, string Shifted)[] UsRows =
    [
        (2, "1234567890-=", "!@#$%^&*()_+"),
        (16, "qwertyuiop[]", "QWERTYUIOP{}"),
        (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
        (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
        (57, " ", " "),
    ];

    private static readonly (int First, string Plain, string Shifted)[] GermanRows =
    [
        (2, "1234567890", "!\"\0$%&/()="),
        (16, "qwertzuiop\0+", "QWERTZUIOP\0*"),
        (30, "asdfghjkl", "ASDFGHJKL"),
        (43, "#yxcvbnm,.-", "'YXCVBNM;:_"),
        (57, " ", " "),
        (86, "<", ">"),
    ];

    private static readonly (int First, string Plain, string Shifted)[] FrenchRows =
    [
        (2, "&\0\"'(-\0_\0\0)=", "1234567890\0+"),
        (16, "azertyuiop\0$", "AZERTYUIOP\0\0"),
        (30, "qsdfghjklm\0\0", "QSDFGHJKLM%\0"),
        (43, "*wxcvbn,;:!", "\0WXCVBN?./\0"),
        (57, " ", " "),
        (86, "<", ">"),
    ];

    /// <summary>The number block, on every layout, whatever Num Lock says.</summary>
    private static readonly (int First, string Plain, string Shifted)[] NumberBlock = [(71, "789-456+1230.", "789-456+1230."), (98, "/", "/"), (55, "*", "*")];

    private readonly char[] _plain = new char[CodesMax];
    private readonly char[] _shifted = new char[CodesMax];

    private KeyMap(params (int First, string Plain, string Shifted)[] rows)
    {
        foreach (var (first, plain, shifted) in rows.Concat(NumberBlock))
        {
            plain.CopyTo(0, _plain, first, plain.Length);
            shifted.CopyTo(0, _shifted, first, shifted.Length);
        }
    }

    /// <summary>US: what scanners are set to when they leave the factory.</summary>
    public static KeyMap Us { get; } = new(UsRows);

    /// <summary>German.</summary>
    public static KeyMap German { get; } = new(GermanRows);

    /// <summary>French.</summary>
    public static KeyMap French { get; } = new(FrenchRows);

    /// <summary>Whether a key ends a line: Enter, Tab, the number block's Enter.</summary>
    public static bool IsEnd(int code) => code is 28 or 15 or 96;

    /// <summary>What a key types; null for one that types nothing here.</summary>
    public char? Of(int code, bool shift)
    {
        char typed = code is >= 0 and < CodesMax ? (shift ? _shifted : _plain)[code] : '\0';
        return typed == '\0' ? null : typed;
    }
}
