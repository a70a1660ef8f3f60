using System.Text.Json.Serialization;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>Body of <c>/api/status</c>.</summary>
/// <param name="Truth">The one truth first.</param>
/// <param name="Station">This station's id.</param>
/// <param name="At">As of when.</param>
/// <param name="Version">This program's version.</param>
/// <param name="Health">The device's truths.</param>
/// <param name="Occupancy">Every zone.</param>
/// <param name="Link">The connection to the broker.</param>
/// <param name="Today">Scans since local midnight.</param>
/// <param name="Recent">The last answers, newest first.</param>
public sealed record StatusBody(
    StationTruth Truth,
    string Station,
    DateTimeOffset At,
    string Version,
    StationHealth Health,
    StationOccupancy Occupancy,
    LinkState Link,
    TodayBody Today,
    IReadOnlyList<RecentBody> Recent);

/// <summary>Scans of today.</summary>
/// <param name="Visits">Visits since local midnight, from the journal; null where it cannot be read.</param>
/// <param name="WelcomeAgain">Answered again since the program's start.</param>
/// <param name="Refused">Refused since the program's start.</param>
public sealed record TodayBody(long? Visits, long WelcomeAgain, long Refused);

/// <summary>One answer, without anything of the badge.</summary>
/// <param name="Time">When.</param>
/// <param name="Verdict">Which.</param>
/// <param name="Reason">If refused, why.</param>
/// <param name="Category">The worker's category, where it is known.</param>
/// <param name="Reader">Where.</param>
public sealed record RecentBody(DateTimeOffset Time, VerdictKind Verdict, RefusalReason? Reason, Category? Category, string Reader);

/// <summary>One visit of <c>/api/visits</c>, without the pseudonym.</summary>
/// <param name="Seq">Its number in the journal.</param>
/// <param name="Time">When, by the kiosk's clock.</param>
/// <param name="Clock">Whether that clock could be believed.</param>
/// <param name="Category">The worker's category, where it is known.</param>
/// <param name="Reader">Where.</param>
/// <param name="Service">What it was for; null for the door.</param>
/// <param name="Flags">What was in doubt.</param>
/// <param name="Receipted">Whether the office holds it.</param>
public sealed record VisitBody(
    long Seq, DateTimeOffset Time, ClockQuality Clock, Category? Category, string Reader, Service? Service, IReadOnlyList<VisitFlag> Flags, bool Receipted);

/// <summary>An HTTP error, one line.</summary>
/// <param name="Error">What is wrong and what would be right.</param>
public sealed record ErrorBody(string Error);

/// <summary>JSON of the panel, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(IReadOnlyList<VisitBody>))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class PanelJson : JsonSerializerContext;
