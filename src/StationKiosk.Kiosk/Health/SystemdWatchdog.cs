using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace StationKiosk.Kiosk.Health;

/// <summary>systemd's watchdog, sd_watchdog_enabled(3): .NET's own integration says READY and STOPPING but never feeds it.</summary>
public static class SystemdWatchdog
{
    /// <summary>Half of what systemd allows between two feeds is the recommended interval; a third leaves room for a slow round.</summary>
    private const int FeedsPerPeriod = 3;

    /// <summary>How often to feed; null where systemd has not asked for it.</summary>
    public static TimeSpan? Every(string? watchdogUsec, string? watchdogPid, int ownPid)
    {
        bool forUs = watchdogPid is null || watchdogPid == ownPid.ToString(CultureInfo.InvariantCulture);
        return forUs && long.TryParse(watchdogUsec, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds) / FeedsPerPeriod
            : null;
    }

    /// <summary>As the environment says.</summary>
    public static TimeSpan? Every() =>
        Every(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);

    /// <summary>Feeds it.</summary>
    public static void Feed(ISystemdNotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        notifier.Notify(new ServiceState("WATCHDOG=1"));
    }
}
