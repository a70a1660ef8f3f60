using System.Device.Gpio;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Kiosk.Devices.ButtonReader;

/// <summary>A button on a GPIO line and what it says.</summary>
/// <param name="Chip">The chip's label or number; null for the board's header, see <see cref="GpioDrivers"/>.</param>
/// <param name="Lines">Its line on the chip.</param>
/// <param name="ActiveLow">Whether it is pressed while the line is low.</param>
/// <param name="Mode">Input, with the chip's own pull resistor or without.</param>
/// <param name="Card">The text of the card that it stands for.</param>
public sealed record ButtonOptions(string? Chip, IReadOnlyList<int> Lines, bool ActiveLow, PinMode Mode, string Card)
{
    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    internal static ButtonOptions Read(SettingsReader section, string name, GpioLines lines)
    {
        string? chip = GpioLines.Chip(section);
        return new ButtonOptions(
            chip, lines.One(section, name, chip), section.Flag("ActiveLow", fallback: false), GpioOptions.Pull(section),
            section.RequiredText("Card", text => text.StartsWith(CardText.Prefix, StringComparison.Ordinal), $"the text of a wall card, {CardText.Prefix}…"));
    }
}
