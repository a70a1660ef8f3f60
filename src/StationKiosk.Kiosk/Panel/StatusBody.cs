using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>Body of <c>/api/status</c>, and event <c>status</c> of <c>/api/live</c>.</summary>
/// <param name="Truth">The one truth first.</param>
/// <param name="Station">This station's id.</param>
/// <param name="At">As of when.</param>
/// <param name="TimeZone">IANA name of the zone in which times are shown.</param>
/// <param name="Version">This program's version.</param>
/// <param name="Health">The device's truths, as the office gets them.</param>
/// <param name="Parts">Every part of the kiosk with what to do.</param>
/// <param name="Occupancy">Every zone.</param>
/// <param name="Counted">Zones whose count a person can correct.</param>
/// <param name="Link">The connection to the broker.</param>
/// <param name="Today">Scans since local midnight.</param>
/// <param name="Recent">The last answers, newest first.</param>
public sealed record StatusBody(
    TruthBody Truth,
    string Station,
    DateTimeOffset At,
    string TimeZone,
    string Version,
    StationHealth Health,
    IReadOnlyList<PartBody> Parts,
    StationOccupancy Occupancy,
    IReadOnlyList<string> Counted,
    LinkState Link,
    TodayBody Today,
    IReadOnlyList<RecentBody> Recent);

/// <summary>What <c>status --json</c> says where no kiosk can be asked: the truth alone.</summary>
/// <param name="Truth">The one truth.</param>
public sealed record TruthOnlyBody(TruthBody Truth);

/// <summary>The one truth.</summary>
/// <param name="State">How it is.</param>
/// <param name="Sentence">What is so, in English.</param>
/// <param name="Remedy">What to do, in English; null where there is nothing to do.</param>
/// <param name="Say">The sentence by its key, for other languages.</param>
/// <param name="Do">The remedy by its key.</param>
public sealed record TruthBody(TruthState State, string Sentence, string? Remedy, Said Say, Said? Do);

/// <summary>A part of the kiosk.</summary>
/// <param name="What">What it is, a key of the words.</param>
/// <param name="Name">Its name in the configuration; null where there is only one.</param>
/// <param name="State">How it is.</param>
/// <param name="Finding">What is so, in English.</param>
/// <param name="Remedy">What to do, in English.</param>
/// <param name="Say">The finding by its key.</param>
/// <param name="Do">The remedy by its key.</param>
/// <param name="Since">Since when, where it is worth saying.</param>
public sealed record PartBody(string What, string? Name, TruthState State, string Finding, string? Remedy, Said Say, Said? Do, DateTimeOffset? Since);

/// <summary>Scans of today.</summary>
/// <param name="Visits">Visits since local midnight, from the journal; null where it cannot be read.</param>
/// <param name="ByHour">24 figures, by local hour; null likewise.</param>
/// <param name="ByService">By service; null likewise.</param>
/// <param name="WelcomeAgain">Answered again since the program's start.</param>
/// <param name="Refused">Refused since the program's start.</param>
public sealed record TodayBody(long? Visits, IReadOnlyList<int>? ByHour, IReadOnlyList<ServiceVisits>? ByService, long WelcomeAgain, long Refused);

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

/// <summary>A person's count of a zone: body of <c>POST /api/recount</c>.</summary>
/// <param name="Zone">The zone's name.</param>
/// <param name="Counted">How many were counted.</param>
public sealed record RecountBody(string Zone, int Counted);

/// <summary>A login: body of <c>POST /api/login</c>.</summary>
/// <param name="Code">The manager's code.</param>
public sealed record LoginBody(string Code);

/// <summary>Who asks: body of <c>GET /api/login</c>, and the answer to a login.</summary>
/// <param name="MayChange">Whether this page may recount and download.</param>
/// <param name="NeedsLogin">Whether a login would allow it: false on the kiosk itself.</param>
/// <param name="HasCode">Whether a code is set.</param>
/// <param name="TriesLeft">Wrong tries before a lock-out.</param>
/// <param name="LockedUntil">No code is looked at before; null while tries are taken.</param>
public sealed record WhoBody(bool MayChange, bool NeedsLogin, bool HasCode, int TriesLeft, DateTimeOffset? LockedUntil);

/// <summary>An HTTP error, one line.</summary>
/// <param name="Error">What is wrong and what would be right.</param>
public sealed record ErrorBody(string Error);

/// <summary>JSON of the panel, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(TruthOnlyBody))]
[JsonSerializable(typeof(IReadOnlyList<VisitBody>))]
[JsonSerializable(typeof(DoorBody))]
[JsonSerializable(typeof(DoorVerdict))]
[JsonSerializable(typeof(DoorCounted))]
[JsonSerializable(typeof(RecountBody))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(WhoBody))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class PanelJson : JsonSerializerContext
{
    public static byte[] Bytes<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);
}
