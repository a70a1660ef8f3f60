using System.Buffers.Binary;
using StationKiosk.Hosting.Integrity;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// One event in the <see cref="EventLog"/>, complete in itself: it can be read whatever became of everything else. Without a body it is no event
/// but a place: where the journal ended when its file began.
/// </summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Seq">The event's number; of a place, that of the event before it.</param>
/// <param name="After">The chain's link before the event; of a place, the link there.</param>
/// <param name="Body">The event's JSON; empty for a place.</param>
internal sealed record LogFrame(Guid Epoch, long Seq, byte[] After, byte[] Body)
{
    /// <summary>Largest body: an event's data, what stands around it, and an event of another journal around that.</summary>
    public const int BodyMax = 64 * 1024;

    private const uint Magic = 0x314A4B53; // "SKJ1" as it lies on disk
    private const int SumAt = 4, LengthAt = 8, EpochAt = 12, SeqAt = 28, AfterAt = 36, BodyAt = 68;

    /// <summary>Whether it is an event.</summary>
    public bool IsEvent => Body.Length > 0;

    /// <summary>Bytes on disk.</summary>
    public int Length => BodyAt + Body.Length;

    /// <summary>Writes it; returns the rest of <paramref name="to"/>.</summary>
    public Span<byte> Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[LengthAt..], Body.Length);
        Epoch.TryWriteBytes(to[EpochAt..]);
        BinaryPrimitives.WriteInt64LittleEndian(to[SeqAt..], Seq);
        After.CopyTo(to[AfterAt..]);
        Body.CopyTo(to[BodyAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[SumAt..], Checksum.Of(to[LengthAt..Length]));
        return to[Length..];
    }

    /// <summary>Every frame that is as it was written, with where it ends. What lies between them is passed over.</summary>
    public static IEnumerable<(LogFrame Frame, int End)> ReadAll(byte[] bytes)
    {
        for (int at = 0; NextMagic(bytes, at) is >= 0 and int start;)
        {
            var frame = TryRead(bytes.AsSpan(start));
            at = start + (frame?.Length ?? 1);
            if (frame is not null)
            {
                yield return (frame, at);
            }
        }
    }

    private static int NextMagic(byte[] bytes, int from)
    {
        int found = bytes.AsSpan(from).IndexOf("SKJ1"u8);
        return found < 0 ? found : from + found;
    }

    private static LogFrame? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < BodyAt || BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]) is not (>= 0 and <= BodyMax and var length) || bytes.Length < BodyAt + length)
        {
            return null;
        }

        return Checksum.Of(bytes[LengthAt..(BodyAt + length)]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[SumAt..])
            ? new LogFrame(
                new Guid(bytes[EpochAt..SeqAt]), BinaryPrimitives.ReadInt64LittleEndian(bytes[SeqAt..]), bytes[AfterAt..BodyAt].ToArray(), bytes.Slice(BodyAt, length).ToArray())
            : null;
    }
}
