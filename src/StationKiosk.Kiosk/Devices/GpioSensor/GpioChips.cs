using System.Device.Gpio;
using StationKiosk.Kiosk.Devices.Simulated;

namespace StationKiosk.Kiosk.Devices.GpioSensor;

/// <summary>The chips that the settings mean: the machine's, or simulated ones, of which everybody who names the same label sees the same lines.</summary>
/// <param name="simulated">Whether they are simulated.</param>
public sealed class GpioChips(bool simulated)
{
    private readonly Dictionary<string, SimulatedGpioChip> _simulated = new(StringComparer.Ordinal);

    /// <summary>Opens a chip.</summary>
    /// <param name="chip">Its label or its number; null for the board's header.</param>
    /// <exception cref="Health.DeviceException">It is not there, or may not be opened.</exception>
    public GpioDriver Open(string? chip) => simulated ? Simulated(chip).Open() : GpioDrivers.Open(chip);

    /// <summary>A simulated chip, to drive its lines from outside.</summary>
    public SimulatedGpioChip Simulated(string? chip)
    {
        lock (_simulated)
        {
            return _simulated.TryGetValue(chip ?? "", out var known) ? known : _simulated[chip ?? ""] = new SimulatedGpioChip(GpioOptions.LineMax + 1);
        }
    }
}
