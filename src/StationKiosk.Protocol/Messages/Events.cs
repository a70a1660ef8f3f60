using System.Text.Json;
using System.Text.Json.Serialization;
using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Protocol.Messages;

/// <summary>On <c>events</c>: journal events in seq order.</summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Events">At most <see cref="Limits.BatchEventsMax"/>; where they are chained, their seqs have no gap.</param>
/// <param name="After">The <see cref="Chain"/>'s link before the first of them, as hex; null, with <paramref name="End"/>, of a sender without a chain.</param>
/// <param name="End">The link after the last of them.</param>
public sealed record EventBatch(
    Guid Epoch,
    [property: JsonPropertyOrder(1)] IReadOnlyList<JournalEvent> Events,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? End = null) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Elements.RefuseNull(Events);
}

/// <summary>One event of a kiosk's journal; names after CloudEvents 1.0.</summary>
/// <param name="Seq">Its number in the epoch: 1, 2, 3 … with no gap.</param>
/// <param name="Id">UUIDv7 (RFC 9562).</param>
/// <param name="Type">What happened, see <see cref="EventTypes"/>; a type unknown to a reader is kept, not refused.</param>
/// <param name="Time">UTC as best known when written.</param>
/// <param name="Clock">Whether <paramref name="Time"/> could be believed.</param>
/// <param name="Boot">The boot's random id.</param>
/// <param name="Mono">Milliseconds since that boot; with a <c>clock.synced</c> event of the same boot it corrects <paramref name="Time"/>.</param>
/// <param name="Data">What belongs to the type.</param>
/// <param name="Digest">
/// Only of an event whose pseudonym the kiosk has blanked since: the <see cref="Chain"/>'s digest of the event as it was, as hex.
/// </param>
public sealed record JournalEvent(
    long Seq, Guid Id, string Type, DateTimeOffset Time, ClockQuality Clock, Guid Boot, long Mono, JsonElement Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Digest = null);

/// <summary>The event types of this version.</summary>
public static class EventTypes
{
    /// <summary><see cref="VisitCheckedIn"/>.</summary>
    public const string VisitCheckedIn = "visit.checked-in";

    /// <summary><see cref="VisitRefused"/>.</summary>
    public const string VisitRefused = "visit.refused";

    /// <summary><see cref="ServiceUsed"/>.</summary>
    public const string ServiceUsed = "service.used";

    /// <summary><see cref="ProblemReported"/>.</summary>
    public const string ProblemReported = "problem.reported";

    /// <summary><see cref="ZoneOccupancy"/>.</summary>
    public const string OccupancyChanged = "occupancy.changed";

    /// <summary><see cref="OccupancyRecounted"/>.</summary>
    public const string OccupancyRecounted = "occupancy.recounted";

    /// <summary><see cref="ClockSynced"/>.</summary>
    public const string ClockSynced = "clock.synced";

    /// <summary><see cref="DeviceChanged"/>.</summary>
    public const string DeviceChanged = "device.changed";

    /// <summary><see cref="Messages.JournalLost"/>.</summary>
    public const string JournalLost = "journal.lost";

    /// <summary><see cref="Messages.JournalRescued"/>.</summary>
    public const string JournalRescued = "journal.rescued";
}

/// <summary>A visit: an accepted check-in.</summary>
/// <param name="Sub">The worker's pseudonym; null where the badge is not verified yet, or once the kiosk has blanked it.</param>
/// <param name="Badge">The badge's id, lower-case hex; null as <paramref name="Sub"/>.</param>
/// <param name="Category">The worker's category; null where the badge is not verified yet.</param>
/// <param name="Reader">The reader's name.</param>
/// <param name="Zone">The zone the reader stands for; null for the station's door.</param>
/// <param name="Service">That zone's service; null for the station's door.</param>
/// <param name="Flags">What was in doubt.</param>
/// <param name="Unverified">The badge's text, only with <see cref="VisitFlag.KeyUnverified"/>: the office verifies it.</param>
public sealed record VisitCheckedIn(
    string? Sub, string? Badge, Category? Category, string Reader, string? Zone, Service? Service, IReadOnlyList<VisitFlag> Flags, string? Unverified);

/// <summary>A refused scan; it carries nothing of the badge.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Reader">The reader's name.</param>
public sealed record VisitRefused(RefusalReason Reason, string Reader);

/// <summary>A wall card and a badge were scanned together.</summary>
/// <param name="Card">The card's id, lower-case hex.</param>
/// <param name="Kind">What the card does.</param>
/// <param name="Service">The service it names, if it names one.</param>
/// <param name="Label">The event or reward it names, if it names one.</param>
/// <param name="Sub">The worker's pseudonym; null once the kiosk has blanked it.</param>
/// <param name="Badge">The badge's id, lower-case hex; null once the kiosk has blanked it.</param>
/// <param name="Category">The worker's category.</param>
/// <param name="Reader">The reader's name.</param>
public sealed record ServiceUsed(
    string Card, Badges.CardKind Kind, Service? Service, string? Label, string? Sub, string? Badge, Category Category, string Reader);

/// <summary>Somebody scanned a problem card.</summary>
/// <param name="Card">The card's id, lower-case hex.</param>
/// <param name="Service">The service it names, if it names one.</param>
/// <param name="Label">The problem it names.</param>
/// <param name="Reader">The reader's name.</param>
public sealed record ProblemReported(string Card, Service? Service, string? Label, string Reader);

/// <summary>A person corrected a zone's count.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Was">The count before; null where none was known.</param>
/// <param name="Counted">What the person counted.</param>
public sealed record OccupancyRecounted(string Zone, int? Was, int Counted);

/// <summary>A source of time told the kiosk what it did not know before: at the start, after a step, or when its own time had become coarse.</summary>
/// <param name="Source">Who: <see cref="Kernel"/> or <see cref="Office"/>.</param>
/// <param name="OffsetMilliseconds">How far that is ahead of the time the kiosk had; for people.</param>
/// <param name="BootTime">UTC of the boot's millisecond 0 by this source: <c>BootTime + Mono</c> is the corrected time of every event of this boot.</param>
/// <param name="ErrorMilliseconds">The source is wrong by no more than this; null where it does not say, which is read as <see cref="ErrorUnsaid"/>.</param>
public sealed record ClockSynced(string Source, long OffsetMilliseconds, DateTimeOffset BootTime, long? ErrorMilliseconds = null)
{
    /// <summary>The kernel's clock while a time service holds it (NTP, PTP, GPS).</summary>
    public const string Kernel = "kernel";

    /// <summary>A receipt's <c>serverTime</c>, bounded by the round trip.</summary>
    public const string Office = "office";

    /// <summary>Milliseconds by which a source that says nothing may be wrong.</summary>
    public const long ErrorUnsaid = 2_000;

    /// <summary>The same for reckoning with.</summary>
    /// <param name="mono">The event's <c>mono</c>.</param>
    public SyncPoint Point(long mono) => new(
        mono, BootTime, TimeSpan.FromMilliseconds(Math.Max(1, ErrorMilliseconds ?? ErrorUnsaid)), FromOffice: Source == Office);
}

/// <summary>A device came, went, or stopped making sense.</summary>
/// <param name="Device">Its name in the configuration.</param>
/// <param name="Kind">What it is.</param>
/// <param name="State">How it is now.</param>
/// <param name="Why">If not well, why.</param>
public sealed record DeviceChanged(string Device, DeviceKind Kind, DeviceState State, string? Why);

/// <summary>Events that this journal had and has no more, without the office having them: their seqs will never come.</summary>
/// <param name="Ranges">Their seqs, ascending.</param>
/// <param name="Why">How they were lost.</param>
public sealed record JournalLost(IReadOnlyList<SeqRange> Ranges, LossReason Why);

/// <summary>An event of an earlier journal of this kiosk, which had no receipt when that journal was given up. It counts under its own epoch and seq.</summary>
/// <param name="Epoch">The earlier journal's epoch.</param>
/// <param name="Event">The event, byte for byte as it would have been sent.</param>
public sealed record JournalRescued(Guid Epoch, JsonElement Event);
