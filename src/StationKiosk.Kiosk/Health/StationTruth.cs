using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>The one truth about a station, for a manager who has ten seconds.</summary>
/// <param name="State"><c>ok</c>, <c>warn</c> (workers can check in, something needs care) or <c>bad</c> (they cannot).</param>
/// <param name="Sentence">What is so.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
public sealed record StationTruth(string State, string Sentence, string? Remedy)
{
    /// <summary>Free bytes below which a manager is told.</summary>
    public const long FreeBytesLow = 100L * 1024 * 1024;

    /// <summary>Pure: the worst thing first.</summary>
    /// <param name="health">The device's truths.</param>
    /// <param name="linkDown">Why there is no connection; null while there is one.</param>
    public static StationTruth Of(StationHealth health, string? linkDown)
    {
        ArgumentNullException.ThrowIfNull(health);
        return Broken(health) ?? Ailing(health) ?? Waiting(health, linkDown) ?? new StationTruth("ok", "Everyone can check in.", Remedy: null);
    }

    private static StationTruth? Broken(StationHealth health)
    {
        var readers = health.Devices.Where(device => device.Kind == DeviceKind.Reader).ToList();
        var stuck = health.Loops.FirstOrDefault(loop => !loop.GoesRound);
        return health.Journal.Fault is { } fault ? new StationTruth("bad", "Nobody can check in: visits cannot be stored.", $"Free or replace the storage ({fault}).")
            : stuck is not null ? new StationTruth("bad", $"The {stuck.Name} loop has stopped; the kiosk restarts by itself.", "If this stays for five minutes, unplug the kiosk and plug it in again.")
            : readers.Count == 0 ? new StationTruth("bad", "Nobody can check in: no reader is set up.", "Add one under Readers in the configuration.")
            : readers.TrueForAll(reader => reader.State is DeviceState.Absent or DeviceState.Muted)
                ? new StationTruth("bad", "Nobody can check in: no reader answers.", readers[0].Why)
            : null;
    }

    private static StationTruth? Ailing(StationHealth health)
    {
        var device = health.Devices.FirstOrDefault(device => device.State is DeviceState.Absent or DeviceState.Muted);
        return device is not null ? new StationTruth("warn", $"Workers can check in, but {device.Name} does not answer.", device.Why)
            : health.PowerFault is { } power ? new StationTruth("warn", "Workers can check in, but the power is weak.", power)
            : health.UplinkFault is { } uplink ? new StationTruth("warn", "Workers can check in, but the way to the office needs care.", uplink)
            : health.Storage.FreeBytes < FreeBytesLow ? new StationTruth("warn", "Workers can check in, but the storage is nearly full.", "Free some space, or replace the card by a larger one.")
            : null;
    }

    private static StationTruth? Waiting(StationHealth health, string? linkDown) => linkDown is null ? null
        : health.Journal.Backlog == 0 ? new StationTruth("ok", "Everyone can check in. There is no connection to the office.", "Nothing to do: visits are kept here until there is.")
        : new StationTruth("ok", $"Everyone can check in. {health.Journal.Backlog} event{(health.Journal.Backlog == 1 ? "" : "s")} wait for the network.", "Nothing to do: they are safe here.");
}
