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
/// <param name="Data">Its data, of the types that the office derives something from; else null.</param>
/// <param name="Link">The chain's link after it; null where its sender has no chain.</param>
public sealed record GoodEvent(JournalEvent Entry, byte[] Body, object? Data, byte[]? Link);

/// <summary>An event that could not be read.</summary>
/// <param name="Seq">Its seq; null where even that cannot be told.</param>
/// <param name="Body">Its JSON as received.</param>
/// <param name="Why">What is wrong with it, in one line.</param>
public sealed record BadEvent(long? Seq, byte[] Body, string Why);

/// <summary>A batch, read event by event.</summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Good">In the order of the batch.</param>
/// <param name="Bad">In the order of the batch.</param>
/// <param name="Chain">The chain from its beginning to its end.</param>
public sealed record ReadBatch(Guid Epoch, IReadOnlyList<GoodEvent> Good, IReadOnlyList<BadEvent> Bad, BatchChain Chain);

/// <summary>
/// Reads <c>events</c> payloads, which may hold anything. One bad event never spoils its neighbours; an unknown type is no fault.
/// </summary>
public static class EventReader
{
    /// <summary>Characters of an event's type; one that has more is quarantined.</summary>
    public const int TypeCharactersMax = 100;

    /// <summary>Milliseconds since a boot, a hundred years; an event that claims more is quarantined.</summary>
    public const long MonoMax = 100L * 366 * 24 * 3600 * 1000;

    /// <summary>No event is older; a kiosk whose clock was never set begins here. One that claims to be is quarantined.</summary>
    public static readonly DateTimeOffset TimeMin = DateTimeOffset.UnixEpoch;

    /// <summary>No event is as late; one that claims to be is quarantined.</summary>
    public static readonly DateTimeOffset TimeMax = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what a text that is no Unicode ends in.
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

        if (!BatchChain.TryBegin(root, out var chain, out fault))
        {
            return null;
        }

        var good = new List<GoodEvent>();
        var bad = new List<BadEvent>();
        foreach (var element in events.EnumerateArray())
        {
            byte[] body = JsonMarshal.GetRawUtf8Value(element).ToArray();
            byte[]? link = chain.Add(element, body);
            if (ReadEvent(body, out object? data, out string? why) is { } entry)
            {
                good.Add(new GoodEvent(entry, body, data, link));
            }
            else
            {
                bad.Add(new BadEvent(SeqOf(element), body, why!));
            }
        }

        return new ReadBatch(id, good, bad, chain);
    }

    /// <summary>Reads one event, as it stands in a batch or in a <see cref="JournalRescued"/>.</summary>
    /// <param name="body">Its JSON.</param>
    /// <param name="data">Its data, of the types that the office derives something from; else null.</param>
    /// <param name="why">What is wrong with it, where null is returned.</param>
    public static JournalEvent? ReadEvent(byte[] body, out object? data, out string? why)
    {
        data = null;
        if (!ProtocolJson.TryRead(body, ProtocolJson.Default.JournalEvent, out var entry, out why))
        {
            return null;
        }

        why = entry.Seq is < 1 or > SeqCoverage.SeqMax ? $"seq {entry.Seq} is not from 1 to {SeqCoverage.SeqMax}"
            : entry.Type.Length is 0 or > TypeCharactersMax ? $"its type has {entry.Type.Length} characters, not 1 to {TypeCharactersMax}"
            : entry.Mono is < 0 or > MonoMax ? $"mono {entry.Mono} is not from 0 to {MonoMax}"
            : !IsPlausible(entry.Time) ? "its time is not from 1970 to 2200"
            : JsonMarshal.GetRawUtf8Value(entry.Data).Length > Limits.EventDataBytesMax ? $"its data has more than {Limits.EventDataBytesMax} bytes"
            : entry.Digest is not null && !Chain.TryParse(entry.Digest, out _) ? "its digest is not 64 lower-case hex digits"
            : null;
        data = why is not null ? null : entry.Type switch
        {
            EventTypes.VisitCheckedIn => Data(entry, ProtocolJson.Default.VisitCheckedIn, ref why),
            EventTypes.ClockSynced => Data(entry, ProtocolJson.Default.ClockSynced, ref why),
            EventTypes.JournalLost => Data(entry, ProtocolJson.Default.JournalLost, ref why),
            EventTypes.JournalRescued => Data(entry, ProtocolJson.Default.JournalRescued, ref why),
            _ => null,
        };
        if (data is ClockSynced clock && !IsPlausible(clock.BootTime))
        {
            why = "its boot time is not from 1970 to 2200";
        }

        return why is null ? entry : null;
    }

    private static bool IsPlausible(DateTimeOffset time) => time >= TimeMin && time < TimeMax;

    private static T? Data<T>(JournalEvent entry, JsonTypeInfo<T> info, ref string? why)
        where T : class
    {
        if (ProtocolJson.TryRead(JsonMarshal.GetRawUtf8Value(entry.Data), info, out var data, out string? fault))
        {
            return data;
        }

        why = $"data of {entry.Type}: {fault}";
        return null;
    }

    private static long? SeqOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("seq", out var seq)
            && seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out long number) && number is >= 1 and <= SeqCoverage.SeqMax
            ? number
            : null;
}
