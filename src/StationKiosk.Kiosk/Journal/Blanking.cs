using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// Pure: takes out of an event who it was. What stays in the chain's place is the digest of what it was, and with the event's id go the 74
/// random bits without which nobody can try pseudonyms until the digest fits.
/// </summary>
internal static class Blanking
{
    /// <summary>Types of events that name a worker.</summary>
    public static readonly IReadOnlyList<string> Types = [EventTypes.VisitCheckedIn, EventTypes.ServiceUsed, EventTypes.JournalRescued];

    private static readonly string[] Names = ["sub", "badge", "unverified"];

    /// <summary>The row without a name in it; the same row where there is none, or it was taken out before.</summary>
    public static JournalRow Of(JournalRow row)
    {
        if (!Types.Contains(row.Type) || row.Event.Digest is not null)
        {
            return row;
        }

        var e = JsonNode.Parse(row.Body)!.AsObject();
        if (row.Type == EventTypes.JournalRescued)
        {
            BlankCarried(e["data"]!.AsObject(), row.Event.Data.GetProperty("event"));
        }

        Blank(e, Chain.Text(row.Digest));
        return row with { Body = Encoding.UTF8.GetBytes(e.ToJsonString()) };
    }

    private static void Blank(JsonObject e, string digest)
    {
        // Of a UUIDv7 only the time remains.
        e["id"] = ((string)e["id"]!)[..13] + "-7000-8000-000000000000";
        e["digest"] = digest;
        var data = e["data"]!.AsObject();
        foreach (string name in Names.Where(data.ContainsKey))
        {
            data[name] = null;
        }
    }

    /// <summary>The carried event's own digest is of its bytes as they stand there.</summary>
    private static void BlankCarried(JsonObject data, JsonElement carried)
    {
        byte[] body = JsonMarshal.GetRawUtf8Value(carried).ToArray();
        var e = data["event"]!.AsObject();
        if (!e.ContainsKey("digest") && e["data"] is JsonObject)
        {
            Blank(e, Chain.Text(Chain.Digest(body)));
        }
    }
}
