namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>The 40-pin header of a Raspberry Pi, the same since the Model B+ (Raspberry Pi documentation, "GPIO and the 40-pin header").</summary>
public static class HeaderPins
{
    /// <summary>How many pins.</summary>
    public const int Count = 40;

    /// <summary>The serial line's two: what the board sends on, and what it hears on.</summary>
    public const int SendLine = 14, HearLine = 15;

    /// <summary>The I2C bus's two: data and clock.</summary>
    public const int DataLine = 2, ClockLine = 3;

    private const string Volt5 = "5 V", Volt3 = "3.3 V", Ground = "GND";

    private static readonly string[] Pins =
    [
        Volt3, Volt5, "2", Volt5, "3", Ground, "4", "14", Ground, "15", "17", "18", "27", Ground, "22", "23", Volt3, "24", "10", Ground,
        "9", "25", "11", "8", Ground, "7", "0", "1", "5", Ground, "6", "12", "13", Ground, "19", "16", "26", "20", Ground, "21",
    ];

    /// <summary>What a pin is: a supply, ground, or a line's number.</summary>
    /// <param name="pin">1 to <see cref="Count"/>.</param>
    public static string At(int pin) => Pins[pin - 1];

    /// <summary>A line's pin; null where the header has no such line.</summary>
    public static int? Of(int line) => Array.IndexOf(Pins, $"{line}") is >= 0 and var index ? index + 1 : null;

    /// <summary>Why a line is better left alone; null where it is free.</summary>
    public static string? Doubt(int line) => line switch
    {
        0 or 1 => "belongs to the EEPROM of boards on top",
        DataLine or ClockLine => "has a fixed pull-up (I2C)",
        SendLine or HearLine => "is the serial line's",
        _ when Of(line) is null => "is not on the header",
        _ => null,
    };
}
