using System.Buffers;
using System.Text;
using System.Text.Json;
using StationKiosk.Hosting.Integrity;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>One event as the journal keeps it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Type">What happened; also in <paramref name="Body"/>, here to be found by.</param>
/// <param name="Time">UTC milliseconds since 1970; also in <paramref name="Body"/>, here to be found by.</param>
/// <param name="After">The chain's link before it.</param>
/// <param name="Body">Its JSON in UTF-8, byte for byte as it is sent.</param>
internal sealed record JournalRow(long Seq, string Type, long Time, byte[] After, byte[] Body)
{
    /// <summary>Over everything of the row: one changed bit in it is noticed.</summary>
    public long Check => new Checksum().Add(Seq).Add(Type).Add(Time).Add(After).Add(Body).Value;

    /// <summary>The chain's link after it.</summary>
    public byte[] Link => Chain.Next(After, Digest);

    /// <summary>What it adds to the chain: of a blanked event, what it added when it was whole.</summary>
    public byte[] Digest => Chain.TryParse(Event.Digest, out byte[]? digest) ? digest : Chain.Digest(Body);

    /// <summary>The event.</summary>
    public JournalEvent Event => JsonSerializer.Deserialize(Body, ProtocolJson.Default.JournalEvent)!;

    /// <summary>A new event.</summary>
    public static JournalRow Of(long seq, Guid id, EventContent content, Stamp at, byte[] after)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteNumber("seq"u8, seq);
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, content.Type);
        json.WriteString("time"u8, UtcTimeConverter.Text(at.Time));
        json.WriteString("clock"u8, at.Quality == ClockQuality.Synced ? "synced"u8 : "unsynced"u8);
        json.WriteString("boot"u8, at.Boot);
        json.WriteNumber("mono"u8, at.Mono);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(content.Data, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return new JournalRow(seq, content.Type, at.Time.ToUnixTimeMilliseconds(), after, body.WrittenSpan.ToArray());
    }
}

/// <summary>Events of one epoch without a gap, ready to be sent.</summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="From">The first one's seq.</param>
/// <param name="To">The last one's seq.</param>
/// <param name="Json">The <see cref="EventBatch"/>, with every event byte for byte as the journal keeps it.</param>
public sealed record JournalBatch(Guid Epoch, long From, long To, byte[] Json)
{
    /// <summary>How many events.</summary>
    public int Count => (int)(To - From + 1);

    /// <summary>Puts rows together; at least one, with no gap, each chained to the one before.</summary>
    internal static JournalBatch Of(Guid epoch, IReadOnlyList<JournalRow> rows)
    {
        var json = new ArrayBufferWriter<byte>(rows.Sum(row => row.Body.Length + 1) + 256);
        Write(json, $$"""{"epoch":"{{epoch:D}}","after":"{{Chain.Text(rows[0].After)}}","end":"{{Chain.Text(rows[^1].Link)}}","events":[""");
        for (int i = 0; i < rows.Count; i++)
        {
            json.Write(i == 0 ? ""u8 : ","u8);
            json.Write(rows[i].Body);
        }

        json.Write("]}"u8);
        return new JournalBatch(epoch, rows[0].Seq, rows[^1].Seq, json.WrittenSpan.ToArray());
    }

    private static void Write(ArrayBufferWriter<byte> json, string text) => Encoding.UTF8.GetBytes(text, json);
}
