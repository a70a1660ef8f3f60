using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>An event that could be read.</summary>
/// <param name="Entry">The event.</param>
/// <param name="Body">Its JSON as received.</param>
/// <param name="Visit">Its data, where it is a visit.</param>
/// <param name="Clock">Its data, where it tells of the clock.</param>
public sealed record GoodEvent(JournalEvent Entry, byte[] Body, VisitCheckedIn? Visit, ClockSynced? Clock);

/// <summary>An event that could not be read.</summary>
/// <param name="Seq">Its seq; null where even that cannot be told.</param>
/// <param name="Body">Its JSON as received.</param>
/// <param name="Why">What is wrong with it, in one line.</param>
public sealed record BadEvent(long? Seq, byte[] Body, string Why);

/// <summary>A batch, read event by event.</summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Good">In the order of the batch.</param>
/// <param name="Bad">In the order of the batch.</param>
public sealed record ReadBatch(Guid Epoch, IReadOnlyList<GoodEvent> Good, IReadOnlyList<BadEvent> Bad);

/// <summary>
/// Reads <c>events</c> payloads, which may hold anything. One bad event never spoils its neighbours; an unknown type is no fault.
/// </summary>
public static class EventReader
{
    /// <summary>Characters of an event's type; one that has more is quarantined.</summary>
    public const int TypeCharactersMax = 100;

    /// <summary>Reads a payload; on false <paramref name="fault"/> says why not even single events can be told apart in it.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> payload, string? contentEncoding, [NotNullWhen(true)] out ReadBatch? batch, [NotNullWhen(false)] out string? fault)
    {
        batch = null;
        if (!BatchPayload.TryJson(payload, contentEncoding, out byte[]? json, out fault))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            batch = Read(document.RootElement, out fault);
        }
        catch (JsonException e)
        {
            fault = $"not JSON: {e.Message}";
        }

        return batch is not null;
    }

    private static ReadBatch? Read(JsonElement root, out string? fault)
    {
        fault = null;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("epoch", out var epoch) || epoch.ValueKind != JsonValueKind.String || !epoch.TryGetGuid(out var id)
            || !root.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Array)
        {
            fault = """not {"epoch":"…","events":[…]}""";
            return null;
        }

        var good = new List<GoodEvent>();
        var bad = new List<BadEvent>();
        foreach (var element in events.EnumerateArray())
        {
            byte[] body = JsonMarshal.GetRawUtf8Value(element).ToArray();
            if (ReadEvent(body, out string? why) is { } entry)
            {
                good.Add(entry);
            }
            else
            {
                bad.Add(new BadEvent(SeqOf(element), body, why!));
            }
        }

        return new ReadBatch(id, good, bad);
    }

    private static GoodEvent? ReadEvent(byte[] body, out string? why)
    {
        if (!ProtocolJson.TryRead(body, ProtocolJson.Default.JournalEvent, out var entry, out why))
        {
            return null;
        }

        why = entry.Seq is < 1 or > SeqCoverage.SeqMax ? $"seq {entry.Seq} is not from 1 to {SeqCoverage.SeqMax}"
            : entry.Type.Length is 0 or > TypeCharactersMax ? $"its type has {entry.Type.Length} characters, not 1 to {TypeCharactersMax}"
            : entry.Mono < 0 ? $"mono {entry.Mono} is below 0"
            : JsonMarshal.GetRawUtf8Value(entry.Data).Length > Limits.EventDataBytesMax ? $"its data has more than {Limits.EventDataBytesMax} bytes"
            : null;
        if (why is not null)
        {
            return null;
        }

        var visit = Data(entry, EventTypes.VisitCheckedIn, ProtocolJson.Default.VisitCheckedIn, ref why);
        var clock = Data(entry, EventTypes.ClockSynced, ProtocolJson.Default.ClockSynced, ref why);
        return why is null ? new GoodEvent(entry, body, visit, clock) : null;
    }

    /// <summary>The data of the types that the office derives something from; of all others it is kept unread.</summary>
    private static T? Data<T>(JournalEvent entry, string type, JsonTypeInfo<T> info, ref string? why)
        where T : class
    {
        if (entry.Type != type)
        {
            return null;
        }

        if (ProtocolJson.TryRead(JsonMarshal.GetRawUtf8Value(entry.Data), info, out var data, out string? fault))
        {
            return data;
        }

        why = $"data of {type}: {fault}";
        return null;
    }

    private static long? SeqOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("seq", out var seq)
            && seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out long number) && number is >= 1 and <= SeqCoverage.SeqMax
            ? number
            : null;
}
