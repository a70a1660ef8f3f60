using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>What the door's screen shows while nobody scans: event <c>door</c> of <c>/api/door</c>.</summary>
/// <param name="At">As of when.</param>
/// <param name="Station">This station's id.</param>
/// <param name="TimeZone">IANA name of the zone in which times are shown.</param>
/// <param name="CanCheckIn">Whether a scan would be answered.</param>
/// <param name="Waiting">Events without a receipt.</param>
/// <param name="ValidUntil">After this the zones say nothing.</param>
/// <param name="Zones">Every zone.</param>
public sealed record DoorBody(
    DateTimeOffset At, string Station, string TimeZone, bool CanCheckIn, long Waiting, DateTimeOffset ValidUntil, IReadOnlyList<ZoneOccupancy> Zones);

/// <summary>A scan's answer: event <c>verdict</c> of <c>/api/door</c>.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Reason">If refused, why.</param>
/// <param name="Since">For a welcome again: when the visit was.</param>
/// <param name="Reader">Where it was scanned.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Seq">The visit's number in the journal, if one was stored.</param>
/// <param name="Pattern">How it sounds.</param>
public sealed record DoorVerdict(
    VerdictKind Kind, RefusalReason? Reason, DateTimeOffset? Since, string Reader, DateTimeOffset At, long? Seq, VerdictPattern Pattern);

/// <summary>The office has the visit: event <c>counted</c> of <c>/api/door</c>.</summary>
/// <param name="Seq">The visit's number in the journal.</param>
/// <param name="Month">How many visits the office knows of this worker this month; null where it did not say.</param>
public sealed record DoorCounted(long Seq, long? Month);
