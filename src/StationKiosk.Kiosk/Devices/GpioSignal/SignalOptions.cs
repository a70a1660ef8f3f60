using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.GpioSensor;

namespace StationKiosk.Kiosk.Devices.GpioSignal;

/// <summary>What a signal does with a verdict.</summary>
public enum SignalKind
{
    /// <summary>Shows it in red, green, and both for amber.</summary>
    Lamp,

    /// <summary>Sounds it, with the buzzer's own pitch.</summary>
    Buzzer,

    /// <summary>Is on for a while after a welcome of a verified badge: releases a door.</summary>
    Relay,
}

/// <summary>A lamp, a buzzer or a relay on GPIO lines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Chip">The chip's label or number; null for the board's header, see <see cref="GpioDrivers"/>.</param>
/// <param name="Lines">One line of the chip; of a lamp red's and green's.</param>
/// <param name="ActiveLow">Whether a low level is on.</param>
/// <param name="Reader">The reader whose verdicts it shows; null for all.</param>
/// <param name="OnFor">A relay's time on after a welcome.</param>
public sealed record SignalOptions(string Name, SignalKind Kind, string? Chip, IReadOnlyList<int> Lines, bool ActiveLow, string? Reader, TimeSpan OnFor)
{
    /// <summary>A relay is never on for longer at a stretch; shorter than the loop's round may take, so that a hang is noticed.</summary>
    public static readonly TimeSpan RelayOnMax = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan RelayOnMin = TimeSpan.FromMilliseconds(100), RelayOnUsual = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, SignalKind> Kinds = new(StringComparer.Ordinal)
    {
        ["lamp"] = SignalKind.Lamp,
        ["buzzer"] = SignalKind.Buzzer,
        ["relay"] = SignalKind.Relay,
    };

    /// <summary>Reads <c>Signals</c>; what cannot be used becomes a fault of <paramref name="root"/>.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="lines">Lines that are given away.</param>
    /// <param name="readers">Names of the readers.</param>
    /// <param name="names">Names of all other devices; these are added.</param>
    internal static IReadOnlyList<SignalOptions> ReadAll(SettingsReader root, GpioLines lines, IReadOnlyList<string> readers, HashSet<string> names) =>
        root.List("Signals", section => Read(section, lines, readers, names));

    private static SignalOptions Read(SettingsReader section, GpioLines lines, IReadOnlyList<string> readers, HashSet<string> names)
    {
        string name = DeviceName.Read(section, names);
        var kind = section.RequiredChoice("Kind", SignalKind.Lamp, Kinds);
        string? chip = GpioLines.Chip(section), second = kind == SignalKind.Lamp ? "a lamp has two lines: green's" : null;
        var onFor = section.Duration("OnFor", RelayOnUsual, RelayOnMin, RelayOnMax);
        if (kind != SignalKind.Relay && section.OptionalText("OnFor") is { } set)
        {
            section.Fault("OnFor", set, "only a relay has a time on; leave it out");
        }

        return new SignalOptions(
            name, kind, chip, lines.Read(section, name, chip, second, "lamp"), section.Flag("ActiveLow", fallback: false),
            section.OptionalText("Reader", readers.Contains, "the name of a reader"), onFor);
    }
}
