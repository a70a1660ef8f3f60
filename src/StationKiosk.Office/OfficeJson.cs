using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Office.Feeds;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Updates;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office;

/// <summary>The JSON of the office's own pages and answers, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(StationsBody))]
[JsonSerializable(typeof(StationSummary))]
[JsonSerializable(typeof(StationTotals))]
[JsonSerializable(typeof(StationDetail))]
[JsonSerializable(typeof(LiveVisit))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(CompletenessBody))]
[JsonSerializable(typeof(OccupancyBody))]
[JsonSerializable(typeof(IReadOnlyList<ServiceUse>))]
[JsonSerializable(typeof(IReadOnlyList<Complaint>))]
[JsonSerializable(typeof(NoteBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(SetUpBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(IReadOnlyList<UserView>))]
[JsonSerializable(typeof(LinkView))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(ParkingFeed))]
[JsonSerializable(typeof(ReleasesBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(Problem))]
public sealed partial class OfficeJson : JsonSerializerContext
{
    /// <summary>Writes UTF-8.</summary>
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}

/// <summary>What is wrong with a request (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">In one line, with the remedy.</param>
public sealed record Problem(int Status, string Title);

/// <summary>Whether the office works.</summary>
/// <param name="Healthy">Whether intake goes round, the store writes and the broker is connected.</param>
/// <param name="Faults">If not: what is wrong.</param>
public sealed record HealthBody(bool Healthy, IReadOnlyList<string> Faults);
