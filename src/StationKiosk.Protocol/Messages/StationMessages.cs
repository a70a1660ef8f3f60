using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>Retained on <c>state</c>: the kiosk is connected; with <see cref="Online"/> false it is the will or a goodbye.</summary>
/// <param name="Online">Whether the kiosk holds a connection.</param>
/// <param name="At">When this was said, by the kiosk's clock; for a will, when the connection began.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Boot">This boot's random id.</param>
/// <param name="Version">The kiosk program's version.</param>
public sealed record StationState(bool Online, DateTimeOffset At, Guid Epoch, Guid Boot, string Version);

/// <summary>Retained on <c>occupancy</c>: the whole station at one moment.</summary>
/// <param name="At">When the figures were taken.</param>
/// <param name="ValidUntil">After this they say nothing: show <see cref="Level.Unknown"/>, never the last value.</param>
/// <param name="Zones">Every zone of the station.</param>
public sealed record StationOccupancy(DateTimeOffset At, DateTimeOffset ValidUntil, IReadOnlyList<ZoneOccupancy> Zones) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Elements.RefuseNull(Zones);
}

/// <summary>One zone's occupancy.</summary>
/// <param name="Zone">The zone's name.</param>
/// <param name="Service">What it offers.</param>
/// <param name="Capacity">Places; null where nobody has said.</param>
/// <param name="Count">People or vehicles; null where the sensor only knows presence, or nothing is known.</param>
/// <param name="Level">How full.</param>
/// <param name="Trusted">Whether the figure can be decided on.</param>
/// <param name="Why">If not trusted, why, in a short sentence.</param>
/// <param name="Since">When the level last changed.</param>
public sealed record ZoneOccupancy(
    string Zone, Service Service, int? Capacity, int? Count, Level Level, bool Trusted, string? Why, DateTimeOffset Since);

/// <summary>On <c>receipt</c>, retained: the office's word on what it has durably stored of one epoch.</summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Through">Every event up to this one is committed, but for <paramref name="Missing"/>.</param>
/// <param name="Missing">Ranges at or below <paramref name="Through"/> that never came; the kiosk sends them again.</param>
/// <param name="Quarantined">Events stored unread, because the office could not make sense of them; not to be sent again.</param>
/// <param name="ServerTime">The office's clock when it wrote this.</param>
/// <param name="Chain">How far the office holds the chain without a gap; null where it knows none. A kiosk that has another link there has another history.</param>
/// <param name="Month">Of visits that were made just now, how many their workers have this month; null where there is nothing to say.</param>
public sealed record Receipt(
    Guid Epoch, long Through, IReadOnlyList<SeqRange> Missing, IReadOnlyList<long> Quarantined, DateTimeOffset ServerTime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ChainMark? Chain = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MonthVisits>? Month = null);

/// <summary>One place in a journal's <see cref="Messages.Chain"/>.</summary>
/// <param name="Seq">An event's number.</param>
/// <param name="Link">The link after it, as hex.</param>
public sealed record ChainMark(long Seq, string Link);

/// <summary>On <c>health</c>, retained: the truths about the device.</summary>
/// <param name="At">When this was said.</param>
/// <param name="Version">The kiosk program's version.</param>
/// <param name="Boot">This boot's random id.</param>
/// <param name="UptimeSeconds">Seconds the program has run.</param>
/// <param name="Journal">The journal's state; with it the office knows up to when it has everything.</param>
/// <param name="Clock">The clock's state.</param>
/// <param name="Storage">The file system the journal lies on.</param>
/// <param name="Devices">Readers, sensors, indicators.</param>
/// <param name="Loops">The program's loops and whether they go round.</param>
/// <param name="CpuTemperatureCelsius">Processor temperature; null where the machine does not tell.</param>
/// <param name="PowerFault">What is wrong with the supply; null where nothing is, or the machine does not tell.</param>
/// <param name="CertificateExpires">When the client certificate ends; null where none is used.</param>
/// <param name="UplinkFault">What is wrong with the uplink although there is one, with the remedy; null where nothing is.</param>
/// <param name="WatchdogArmed">Whether the kernel's watchdog would start a hung machine anew; null where there is none.</param>
/// <param name="Update">What became of the last release that was brought to it; null where none ever was.</param>
public sealed record StationHealth(
    DateTimeOffset At,
    string Version,
    Guid Boot,
    long UptimeSeconds,
    JournalHealth Journal,
    ClockHealth Clock,
    StorageHealth Storage,
    IReadOnlyList<DeviceHealth> Devices,
    IReadOnlyList<LoopHealth> Loops,
    double? CpuTemperatureCelsius,
    string? PowerFault,
    DateTimeOffset? CertificateExpires,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UplinkFault = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? WatchdogArmed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateResult? Update = null) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized()
    {
        Elements.RefuseNull(Devices);
        Elements.RefuseNull(Loops);
    }
}

/// <summary>The journal as the kiosk sees it.</summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="LastSeq">The last event written when the message was made; 0 for none. Everything the station did before <see cref="StationHealth.At"/> is at or below it.</param>
/// <param name="Backlog">Events without a receipt.</param>
/// <param name="WaitingSince">When the oldest event without a receipt was written; null where there is none.</param>
/// <param name="Fault">Why the journal cannot write; null while it can.</param>
/// <param name="Damage">What the storage has done to the journal and what to do; null where it did nothing that is known.</param>
/// <param name="Held">What keeps the journal's log from being emptied and what to do; null where nothing does.</param>
public sealed record JournalHealth(
    Guid Epoch, long LastSeq, long Backlog, DateTimeOffset? WaitingSince, string? Fault,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Damage = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Held = null);

/// <summary>The clock.</summary>
/// <param name="Quality">Whether the wall clock can be believed.</param>
/// <param name="Source">What the kiosk's time rests on: <c>office</c>, <c>kernel</c>, or <c>none</c>.</param>
/// <param name="OfficeOffsetMilliseconds">How far the office's clock was ahead of the machine's wall clock at the last fresh receipt; null where none came yet.</param>
/// <param name="ErrorMilliseconds">The kiosk's time is wrong by no more than this; null where nobody knows.</param>
public sealed record ClockHealth(ClockQuality Quality, string Source, long? OfficeOffsetMilliseconds, long? ErrorMilliseconds = null);

/// <summary>The file system the journal lies on.</summary>
/// <param name="FreeBytes">Bytes a program may still write.</param>
/// <param name="TotalBytes">Bytes in all.</param>
/// <param name="Fault">What is wrong with it although it can be written, with the remedy; null where nothing is known.</param>
public sealed record StorageHealth(
    long FreeBytes, long TotalBytes, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Fault = null);

/// <summary>What became of a release.</summary>
/// <param name="Version">Its version; null where the file did not even say.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Why">If it does not run: why.</param>
/// <param name="At">When, by the machine's wall clock.</param>
public sealed record UpdateResult(string? Version, UpdateOutcome Outcome, string? Why, DateTimeOffset At);

/// <summary>One device.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Kind">Reader, sensor or indicator.</param>
/// <param name="State">How it is.</param>
/// <param name="Why">If not well: what is wrong and what to do, in a sentence.</param>
/// <param name="Since">Since when.</param>
public sealed record DeviceHealth(string Name, DeviceKind Kind, DeviceState State, string? Why, DateTimeOffset Since);

/// <summary>One loop of the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="GoesRound">Whether it went round within its limit.</param>
/// <param name="SecondsSinceRound">Seconds since it last went round.</param>
public sealed record LoopHealth(string Name, bool GoesRound, double SecondsSinceRound);
