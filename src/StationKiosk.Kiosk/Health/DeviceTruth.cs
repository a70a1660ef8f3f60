using System.Globalization;
using StationKiosk.Hosting.Pages;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>One part of the kiosk, for its manager.</summary>
/// <param name="What">What it is, a key of the words: <c>part.reader</c> …</param>
/// <param name="Name">Its name in the configuration; null where there is only one.</param>
/// <param name="State">How it is.</param>
/// <param name="Finding">What is so.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
/// <param name="Since">Since when it is so, where that is known and worth saying.</param>
public sealed record DeviceTruth(string What, string? Name, TruthState State, Said Finding, Said? Remedy = null, DateTimeOffset? Since = null);

/// <summary>The connection to the office, as health sees it.</summary>
/// <param name="Down">Why there is none; null while there is one.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record LinkTruth(string? Down, DateTimeOffset Since);

/// <summary>Pure: every part of a kiosk, each with what to do. The page, <c>status</c> and <c>doctor</c> say these.</summary>
public static class DeviceTruths
{
    /// <summary>From here on a processor is too hot: a Raspberry Pi slows itself down at 80 °C.</summary>
    public const int HotCelsius = 80;

    /// <summary>A certificate that ends sooner is worth a word.</summary>
    public static readonly TimeSpan CertificateSoon = TimeSpan.FromDays(30);

    /// <summary>A clock that differs from the office's by more is wrong, whatever the kernel says.</summary>
    public static readonly TimeSpan ClockOffsetMax = TimeSpan.FromMinutes(2);

    /// <summary>All of them, in the order in which a manager needs them.</summary>
    /// <param name="health">The device's truths.</param>
    /// <param name="host">The host's own.</param>
    /// <param name="link">The connection to the office.</param>
    public static IReadOnlyList<DeviceTruth> Of(StationHealth health, HostHealth host, LinkTruth link)
    {
        ArgumentNullException.ThrowIfNull(health);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(link);
        return
        [
            .. health.Devices.Select(Device),
            Link(link, health.Journal),
            Clock(health.Clock),
            Storage(health, host),
            .. OfHost(host, health.CpuTemperatureCelsius),
            .. health.CertificateExpires is { } ends ? (DeviceTruth[])[Certificate(ends, health.At)] : [],
            .. health.Loops.Where(loop => !loop.GoesRound).Select(Stuck),
        ];
    }

    /// <summary>Those of the host alone, which need no running kiosk.</summary>
    /// <param name="host">What it says.</param>
    /// <param name="celsius">The processor's temperature; null where the machine does not tell.</param>
    public static IReadOnlyList<DeviceTruth> OfHost(HostHealth host, double? celsius)
    {
        ArgumentNullException.ThrowIfNull(host);
        return [Power(host.Power), Temperature(celsius, host.Power), Watchdog(host.WatchdogArmed)];
    }

    private static DeviceTruth Device(DeviceHealth device)
    {
        string what = $"part.{(device.Kind == DeviceKind.Reader ? "reader" : device.Kind == DeviceKind.Sensor ? "sensor" : "indicator")}";
        var remedy = StationTruth.Raw(device.Why);
        return device.State switch
        {
            DeviceState.Ok => new DeviceTruth(what, device.Name, TruthState.Ok, new Said("device.ok")),
            DeviceState.Starting => new DeviceTruth(what, device.Name, TruthState.Unknown, new Said("device.starting"), remedy, device.Since),
            DeviceState.Absent => new DeviceTruth(what, device.Name, TruthState.Bad, new Said("device.absent"), remedy, device.Since),
            _ => new DeviceTruth(what, device.Name, TruthState.Warn, new Said("device.muted"), remedy, device.Since),
        };
    }

    private static DeviceTruth Link(LinkTruth link, JournalHealth journal) => link.Down is null
        ? new DeviceTruth("part.link", null, TruthState.Ok, journal.Backlog == 0 ? new Said("link.ok") : new Said("link.sending", Figure(journal.Backlog)))
        : new DeviceTruth("part.link", null, TruthState.Warn, new Said("link.down", Figure(journal.Backlog)), new Said("link.down.do", link.Down), link.Since);

    private static DeviceTruth Clock(ClockHealth clock) =>
        Math.Abs(clock.OfficeOffsetMilliseconds ?? 0) > (long)ClockOffsetMax.TotalMilliseconds
            ? new DeviceTruth("part.clock", null, TruthState.Warn, new Said("clock.off", Figure(Math.Abs(clock.OfficeOffsetMilliseconds!.Value) / 1000)), new Said("clock.unsynced.do"))
            : clock.Quality == ClockQuality.Synced ? new DeviceTruth("part.clock", null, TruthState.Ok, new Said("clock.ok"))
            : new DeviceTruth("part.clock", null, TruthState.Warn, new Said("clock.unsynced"), new Said("clock.unsynced.do"));

    private static DeviceTruth Storage(StationHealth health, HostHealth host)
    {
        var (free, total, _) = health.Storage;
        var room = new Said("storage.free", Gigabytes(free), Gigabytes(total));
        return health.Journal.Fault is { } fault ? new DeviceTruth("part.storage", null, TruthState.Bad, new Said("storage.broken"), new Said("truth.storage.do", fault))
            : host.StorageReadOnly == true ? new DeviceTruth("part.storage", null, TruthState.Bad, new Said("storage.readOnly"), new Said("storage.readOnly.do"))
            : host.StorageErrors > 0 ? new DeviceTruth("part.storage", null, TruthState.Warn, new Said("storage.errors", Figure(host.StorageErrors.Value)), new Said("storage.errors.do"))
            : free < StationTruth.FreeBytesLow ? new DeviceTruth("part.storage", null, TruthState.Warn, room, new Said("storage.low.do"))
            : new DeviceTruth("part.storage", null, TruthState.Ok, room);
    }

    private static DeviceTruth Power(PowerTruth power) => power switch
    {
        { WeakNow: true } => new DeviceTruth("part.power", null, TruthState.Bad, new Said("power.weakNow"), new Said("power.weak.do")),
        { WeakSinceBoot: true } => new DeviceTruth("part.power", null, TruthState.Warn, new Said("power.weakSinceBoot"), new Said("power.weak.do")),
        { Known: true } => new DeviceTruth("part.power", null, TruthState.Ok, new Said("power.ok")),
        _ => new DeviceTruth("part.power", null, TruthState.Unknown, new Said("host.silent")),
    };

    private static DeviceTruth Temperature(double? celsius, PowerTruth power) => celsius is not { } degrees
        ? new DeviceTruth("part.temperature", null, TruthState.Unknown, new Said("host.silent"))
        : degrees >= HotCelsius || power.SlowedByHeat
            ? new DeviceTruth("part.temperature", null, TruthState.Warn, new Said(degrees >= HotCelsius ? "temperature.hot" : "temperature.wasHot", Figure((long)Math.Round(degrees))), new Said("temperature.hot.do"))
            : new DeviceTruth("part.temperature", null, TruthState.Ok, new Said("temperature.ok", Figure((long)Math.Round(degrees))));

    private static DeviceTruth Watchdog(bool? armed) => armed switch
    {
        true => new DeviceTruth("part.watchdog", null, TruthState.Ok, new Said("watchdog.ok")),
        false => new DeviceTruth("part.watchdog", null, TruthState.Warn, new Said("watchdog.off"), new Said("watchdog.off.do")),
        null => new DeviceTruth("part.watchdog", null, TruthState.Unknown, new Said("watchdog.none")),
    };

    private static DeviceTruth Certificate(DateTimeOffset ends, DateTimeOffset now)
    {
        var left = ends - now;
        return left > CertificateSoon ? new DeviceTruth("part.certificate", null, TruthState.Ok, new Said("certificate.ok", UtcTimeConverter.Text(ends)))
            : left > TimeSpan.Zero ? new DeviceTruth("part.certificate", null, TruthState.Warn, new Said("certificate.ok", UtcTimeConverter.Text(ends)), new Said("certificate.do"))
            : new DeviceTruth("part.certificate", null, TruthState.Bad, new Said("certificate.ended", UtcTimeConverter.Text(ends)), new Said("certificate.do"));
    }

    private static DeviceTruth Stuck(LoopHealth loop) =>
        new("part.program", loop.Name, TruthState.Bad, new Said("loop.stuck", Figure((long)loop.SecondsSinceRound)), new Said("truth.stuck.do"));

    private static string Figure(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>What the kiosk's own page and commands say of the host.</summary>
/// <param name="Power">The supply.</param>
/// <param name="WatchdogArmed">The kernel's watchdog; null where there is none.</param>
/// <param name="StorageReadOnly">Whether the data folder's file system went read-only; null where that is not known.</param>
/// <param name="StorageErrors">Errors that the data folder's file system has recorded; null where it keeps no count.</param>
public sealed record HostHealth(PowerTruth Power, bool? WatchdogArmed, bool? StorageReadOnly, long? StorageErrors = null)
{
    /// <summary>As of now.</summary>
    public static HostHealth Of(HostTruths host, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new HostHealth(host.Power(), host.WatchdogArmed(), host.ReadOnly(dataFolder), host.StorageErrors(dataFolder));
    }
}
