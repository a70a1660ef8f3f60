using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>Whether somebody has to look at a station (closed set); the worst of its reasons.</summary>
[JsonConverter(typeof(KebabCase<Light>))]
public enum Light
{
    /// <summary>Nothing to do.</summary>
    Green,

    /// <summary>Worth a look.</summary>
    Yellow,

    /// <summary>It does not do what it is there for.</summary>
    Red,
}

/// <summary>Why a station is not green (closed set). The pages have the sentences, in every language.</summary>
[JsonConverter(typeof(KebabCase<ReasonKey>))]
public enum ReasonKey
{
    /// <summary>Nothing ever came from it.</summary>
    NeverHeard,

    /// <summary>It signed off, or its connection broke, at <see cref="Reason.Since"/>.</summary>
    Offline,

    /// <summary>Connected as far as anybody knows, but nothing came since <see cref="Reason.Since"/>.</summary>
    Silent,

    /// <summary>Two kiosks write with one journal, <see cref="Reason.Count"/> events under numbers that were taken: a card was copied.</summary>
    CardCopied,

    /// <summary>An earlier journal is written to again: two kiosks run under one id, or an old card was put back.</summary>
    JournalReturned,

    /// <summary>The journal cannot write: <see cref="Reason.Text"/>. Nobody can check in.</summary>
    JournalFault,

    /// <summary><see cref="Reason.Count"/> events wait at the station, the oldest since <see cref="Reason.Since"/>.</summary>
    BacklogOld,

    /// <summary>The reader <see cref="Reason.Name"/> is not there: <see cref="Reason.Text"/>.</summary>
    ReaderAbsent,

    /// <summary>The device <see cref="Reason.Name"/> is not there or not obeyed: <see cref="Reason.Text"/>.</summary>
    DeviceUnwell,

    /// <summary>The figure of zone <see cref="Reason.Name"/> cannot be decided on: <see cref="Reason.Text"/>.</summary>
    ZoneUntrusted,

    /// <summary>The program's loop <see cref="Reason.Name"/> does not go round.</summary>
    LoopStuck,

    /// <summary>The clock is not set by any trusted source.</summary>
    ClockUnsynced,

    /// <summary>Something is wrong with its uplink although there is one: <see cref="Reason.Text"/>.</summary>
    UplinkFault,

    /// <summary>The supply: <see cref="Reason.Text"/>.</summary>
    Power,

    /// <summary>The storage is about to fail: <see cref="Reason.Text"/>.</summary>
    StorageFault,

    /// <summary>The storage damaged the journal, which began anew beside what was damaged: <see cref="Reason.Text"/>.</summary>
    JournalDamaged,

    /// <summary>Another program at the station keeps the journal's log from being emptied: <see cref="Reason.Text"/>.</summary>
    JournalHeld,

    /// <summary>Less than a twentieth of the storage is free.</summary>
    StorageLow,

    /// <summary>The certificate ends, or ended, at <see cref="Reason.Since"/>.</summary>
    CertificateEnds,

    /// <summary><see cref="Reason.Count"/> complaints are open, the oldest since <see cref="Reason.Since"/>.</summary>
    ComplaintsOpen,

    /// <summary><see cref="Reason.Count"/> events are missing; the kiosk is asked for them.</summary>
    Missing,

    /// <summary><see cref="Reason.Count"/> messages or events could not be read and are kept.</summary>
    Quarantined,

    /// <summary>It is not in the register.</summary>
    Unregistered,

    /// <summary>Far fewer visits than usual up to this hour of this weekday: <see cref="Reason.Count"/> is the usual.</summary>
    LittleUsed,
}

/// <summary>One reason; what does not apply is left out.</summary>
/// <param name="Key">Which.</param>
/// <param name="Light">How bad.</param>
/// <param name="Count">How many.</param>
/// <param name="Name">Of a zone, device or loop, as the station calls it.</param>
/// <param name="Text">What the station itself says, in its own words.</param>
/// <param name="Since">Since when, or until when.</param>
public sealed record Reason(
    ReasonKey Key,
    Light Light,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Count = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since = null);
