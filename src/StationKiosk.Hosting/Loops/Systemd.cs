using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace StationKiosk.Hosting.Loops;

/// <summary>
/// systemd as the service manager of this program: READY, STOPPING and SIGTERM (sd_notify(3)), and its watchdog (sd_watchdog_enabled(3)).
/// Registered by hand: AddSystemd looks for systemd among the processes, which ProtectProc=invisible hides (dotnet/runtime#125368), and
/// .NET never feeds the watchdog.
/// </summary>
public sealed class Systemd
{
    /// <summary>Half of what systemd allows between two feeds is recommended; a third leaves room for a slow round.</summary>
    private const int FeedsPerPeriod = 3;

    private readonly SystemdNotifier _notifier = new();

    private Systemd(TimeSpan? feedEvery) => FeedEvery = feedEvery;

    /// <summary>How often the watchdog wants to be fed; null where none was asked for.</summary>
    public TimeSpan? FeedEvery { get; }

    /// <summary>Whether systemd started this program with Type=notify, as the environment says.</summary>
    public static bool IsThere => Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 };

    /// <summary>Takes part, where systemd started this program; null where it did not.</summary>
    public static Systemd? Register(IServiceCollection services)
    {
        if (!IsThere)
        {
            return null;
        }

        var systemd = new Systemd(Every(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId));
        services.AddSingleton<ISystemdNotifier>(systemd._notifier);
        services.AddSingleton<IHostLifetime, SystemdLifetime>();
        return systemd;
    }

    /// <summary>Feeds the watchdog.</summary>
    public void Feed()
    {
        if (FeedEvery is not null)
        {
            _notifier.Notify(new ServiceState("WATCHDOG=1"));
        }
    }

    /// <summary>Pure: how often to feed; null where systemd has not asked for it, or asked another process.</summary>
    /// <param name="watchdogUsec">WATCHDOG_USEC.</param>
    /// <param name="watchdogPid">WATCHDOG_PID.</param>
    /// <param name="ownPid">This process.</param>
    public static TimeSpan? Every(string? watchdogUsec, string? watchdogPid, int ownPid)
    {
        bool forUs = watchdogPid is null || watchdogPid == ownPid.ToString(CultureInfo.InvariantCulture);
        return forUs && long.TryParse(watchdogUsec, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds) / FeedsPerPeriod
            : null;
    }
}
