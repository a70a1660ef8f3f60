using System.Globalization;
using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>Where a chip is on the I2C buses.</summary>
/// <param name="Bus">The N of <c>/dev/i2c-N</c>; 1 is that of a Raspberry Pi's header.</param>
/// <param name="Address">7 bits, 0x08 to 0x77 (UM10204, 3.1.12: the others are reserved).</param>
public sealed record I2cPlace(int Bus, int Address)
{
    /// <summary>The bus of a Raspberry Pi's header, pins 3 and 5.</summary>
    public const int HeaderBus = 1;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"/dev/i2c-{Bus} 0x{Address:x2}");
}

/// <summary>Reads where chips are, and sees to it that no two share a place.</summary>
internal sealed class I2cPlaces
{
    private const int AddressMin = 0x08, AddressMax = 0x77, BusMax = 255;

    private readonly Dictionary<I2cPlace, string> _taken = [];

    /// <summary>Reads <c>Bus</c> and <c>Address</c>; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    /// <param name="section">The device's settings.</param>
    /// <param name="owner">The device's name.</param>
    /// <param name="usualAddress">Where the chip is unless its module was set to another.</param>
    public I2cPlace Read(SettingsReader section, string owner, int usualAddress)
    {
        int bus = section.Integer("Bus", I2cPlace.HeaderBus, 0, BusMax);
        string? text = section.OptionalText("Address", value => Number(value) is not null, "the address that i2cdetect shows, from 0x08 to 0x77");
        var place = new I2cPlace(bus, text is null ? usualAddress : Number(text) ?? usualAddress);
        if (!_taken.TryAdd(place, owner))
        {
            section.Fault("Address", text, $"a place that nothing else has; '{_taken[place]}' is at {place}");
        }

        return place;
    }

    private static int? Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int address)
        && address is >= AddressMin and <= AddressMax ? address : null;
}
