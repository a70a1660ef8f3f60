using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Feeds;

/// <summary>The JSON of the station feed, whose names are those of GBFS: <c>last_updated</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(StationsFeed))]
public sealed partial class FeedJson : JsonSerializerContext;
