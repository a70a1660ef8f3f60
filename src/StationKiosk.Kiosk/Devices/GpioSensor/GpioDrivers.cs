using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using System.Globalization;
using System.Runtime.InteropServices;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>
/// Opens a GPIO chip with the libgpiod the system has: libgpiod.so.3 (Debian 13) or libgpiod.so.2 (Debian 12). A chip is named by its label,
/// because numbers change between kernels: the header of a Raspberry Pi 5 has been gpiochip4 and gpiochip0.
/// </summary>
public static class GpioDrivers
{
    /// <summary>The label of the header's chip: Raspberry Pi 5, 4, and 3 and Zero.</summary>
    public static readonly IReadOnlyList<string> HeaderLabels = ["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"];

    private const string Nodes = "gpiochip*";

    /// <summary>Opens a chip.</summary>
    /// <param name="chip">Its label or its number; null for the board's header.</param>
    /// <exception cref="DeviceException">It is not there, or may not be opened.</exception>
    public static GpioDriver Open(string? chip)
    {
        bool isVersion2 = FindLibrary();
        RequireAccess();
        try
        {
            var chips = isVersion2 ? LibGpiodV2Driver.GetAvailableChips() : LibGpiodDriver.GetAvailableChips();
            var found = Choose(chip, chips) ?? throw new DeviceException(
                $"no GPIO chip {(chip is null ? "of a Raspberry Pi's header" : $"'{chip}'")} here; there {Listed(chips)}: set the sensor's Chip to one of these");
            return isVersion2 ? new LibGpiodV2Driver(found) : new LibGpiodDriver(found);
        }
        catch (IOException e)
        {
            throw new DeviceException($"the GPIO chips cannot be opened ({e.Message}): see whether gpiodetect, from the package gpiod, shows them", e);
        }
    }

    /// <summary>Finds the chip that is meant; null where none is.</summary>
    /// <param name="chip">Its label or its number; null for the board's header.</param>
    /// <param name="chips">What there is.</param>
    public static GpioChipInfo? Choose(string? chip, IEnumerable<GpioChipInfo> chips)
    {
        bool isNumber = int.TryParse(chip, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return chips.FirstOrDefault(info => chip is null ? HeaderLabels.Contains(info.Label) : isNumber ? info.Id == number : info.Label == chip);
    }

    private static bool FindLibrary()
    {
        if (NativeLibrary.TryLoad("libgpiod.so.3", out _))
        {
            return true;
        }

        return NativeLibrary.TryLoad("libgpiod.so.2", out _)
            ? false
            : throw new DeviceException("libgpiod is not installed: apt install libgpiod3, on Debian 12 libgpiod2");
    }

    /// <summary>libgpiod 1.6 gives a null list when one chip may not be opened, and the driver would walk into it: look before.</summary>
    private static void RequireAccess()
    {
        string[] nodes = Directory.GetFiles("/dev", Nodes);
        if (nodes.Length == 0)
        {
            throw new DeviceException("this machine has no GPIO chip: use a board with a GPIO header, or set Gpio:Driver to simulated");
        }

        foreach (string node in nodes)
        {
            try
            {
                using var handle = File.OpenHandle(node, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                throw new DeviceException($"{node} may not be opened ({e.Message}): add the kiosk's user to the group gpio", e);
            }
        }
    }

    private static string Listed(IList<GpioChipInfo> chips) =>
        chips.Count == 0 ? "is none" : $"are {string.Join(", ", chips.Select(info => info.Label))}";
}
