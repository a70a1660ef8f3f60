using System.Globalization;
using StationKiosk.Hosting.Pages;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>The one truth about a station, for a manager who has ten seconds.</summary>
/// <param name="State">How it is: <see cref="TruthState.Warn"/> where workers can check in and something needs care, <see cref="TruthState.Bad"/> where they cannot.</param>
/// <param name="Sentence">What is so.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
public sealed record StationTruth(TruthState State, Said Sentence, Said? Remedy)
{
    /// <summary>Free bytes below which a manager is told.</summary>
    public const long FreeBytesLow = 100L * 1024 * 1024;

    /// <summary>A certificate that ends within this should have been renewed long ago.</summary>
    public static readonly TimeSpan CertificateNoted = TimeSpan.FromDays(14);

    /// <summary>The folder of the data is not what /etc/fstab says: nothing can be kept, and the station's key is not there either.</summary>
    public static readonly StationTruth DataMissing = Bad(new Said("truth.dataMissing"), new Said("storage.readOnly.do"));

    /// <summary>Pure: the worst thing first.</summary>
    /// <param name="health">The device's truths.</param>
    /// <param name="linkDown">Why there is no connection; null while there is one.</param>
    public static StationTruth Of(StationHealth health, string? linkDown)
    {
        ArgumentNullException.ThrowIfNull(health);
        return Broken(health) ?? Ailing(health) ?? Waiting(health, linkDown) ?? new StationTruth(TruthState.Ok, new Said("truth.ok"), Remedy: null);
    }

    /// <summary>A sentence that a device or the journal said itself, in English; pages say it in their own language where its pattern is known.</summary>
    internal static Said? Raw(string? text) => text is null ? null : new Said("raw", text);

    private static StationTruth? Broken(StationHealth health)
    {
        var readers = health.Devices.Where(device => device.Kind == DeviceKind.Reader).ToList();
        var stuck = health.Loops.FirstOrDefault(loop => !loop.GoesRound);
        return health.Journal.Fault is { } fault ? Bad(new Said("truth.storage"), new Said("truth.storage.do", fault))
            : stuck is not null ? Bad(new Said("truth.stuck", stuck.Name), new Said("truth.stuck.do"))
            : readers.Count == 0 ? Bad(new Said("truth.noReader"), new Said("truth.noReader.do"))
            : readers.TrueForAll(IsGone) ? Bad(new Said("truth.noReaderAnswers"), Raw(readers[0].Why))
            : null;
    }

    private static StationTruth? Ailing(StationHealth health)
    {
        var device = health.Devices.FirstOrDefault(IsGone);
        return device is not null ? Warn(new Said("truth.device", device.Name), Raw(device.Why))
            : health.PowerFault is { } power ? Warn(new Said("truth.power"), Raw(power))
            : health.UplinkFault is { } uplink ? Warn(new Said("truth.uplink"), Raw(uplink))
            : health.CertificateExpires <= health.At ? Warn(new Said("truth.certificateOver"), new Said("truth.certificateOver.do"))
            : health.CertificateExpires - health.At < CertificateNoted ? Warn(new Said("truth.certificateEnds"), new Said("truth.certificateEnds.do"))
            : health.Journal.Damage is { } damage ? Warn(new Said("truth.damaged"), Raw(damage))
            : health.Journal.Held is { } held ? Warn(new Said("truth.held"), Raw(held))
            : health.Storage.FreeBytes < FreeBytesLow ? Warn(new Said("truth.storageLow"), new Said("storage.low.do"))
            : null;
    }

    private static StationTruth? Waiting(StationHealth health, string? linkDown)
    {
        if (linkDown is null)
        {
            return null;
        }

        string backlog = health.Journal.Backlog.ToString(CultureInfo.InvariantCulture);
        return health.Journal.Backlog == 0 ? Fine(new Said("truth.alone"), new Said("truth.alone.do"))
            : health.Journal.WaitingSince is { } since ? Fine(new Said(health.Journal.Backlog == 1 ? "truth.waitsSince" : "truth.waitSince", backlog, UtcTimeConverter.Text(since)), new Said("truth.waiting.do"))
            : Fine(new Said(health.Journal.Backlog == 1 ? "truth.waits" : "truth.wait", backlog), new Said("truth.waiting.do"));
    }

    private static bool IsGone(DeviceHealth device) => device.State is DeviceState.Absent or DeviceState.Muted;

    private static StationTruth Fine(Said sentence, Said? remedy) => new(TruthState.Ok, sentence, remedy);

    private static StationTruth Warn(Said sentence, Said? remedy) => new(TruthState.Warn, sentence, remedy);

    private static StationTruth Bad(Said sentence, Said? remedy) => new(TruthState.Bad, sentence, remedy);
}
