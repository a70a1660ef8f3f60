using System.Collections.Concurrent;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>How every device is. Whoever drives a device reports here; the health page, the office and the journal read it.</summary>
public sealed class DeviceRegister(KioskClock clock)
{
    private readonly ConcurrentDictionary<string, DeviceHealth> _devices = new(StringComparer.Ordinal);

    /// <summary>Raised with the new truth, only when a device's state or reason changed.</summary>
    public event Action<DeviceHealth>? Changed;

    /// <summary>Every device, by name.</summary>
    public IReadOnlyList<DeviceHealth> All => [.. _devices.Values.OrderBy(device => device.Name, StringComparer.Ordinal)];

    /// <summary>Reports a device.</summary>
    /// <param name="name">Its name in the configuration.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="state">How it is.</param>
    /// <param name="why">If not well: what is wrong and what to do, in a sentence.</param>
    public void Report(string name, DeviceKind kind, DeviceState state, string? why = null)
    {
        var before = _devices.GetValueOrDefault(name);
        if (before is not null && before.State == state && before.Why == why)
        {
            return;
        }

        var since = before is not null && before.State == state ? before.Since : clock.Now().Time;
        var now = new DeviceHealth(name, kind, state, why, since);
        _devices[name] = now;
        Changed?.Invoke(now);
    }
}
