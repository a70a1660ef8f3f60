using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace StationKiosk.Office.Rounds;

/// <summary>Feeds the systemd watchdog (sd_notify(3), <c>WATCHDOG=1</c>) only while every loop goes round.</summary>
public sealed class SystemdWatchdog(ISystemdNotifier notifier, LoopRounds rounds, TimeProvider time, ILogger<SystemdWatchdog> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // NOTIFY_SOCKET and WATCHDOG_USEC are systemd's own, not settings of the office.
        if (!long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out long microseconds) || microseconds <= 0)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            if (rounds.Stuck is { Count: > 0 } stuck)
            {
                log.LogError("the watchdog is not fed: {Loops} do not go round", string.Join(", ", stuck));
            }
            else
            {
                notifier.Notify(new ServiceState("WATCHDOG=1"));
            }

            await Task.Delay(TimeSpan.FromMicroseconds(microseconds / 3.0), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
