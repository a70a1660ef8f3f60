using System.Buffers.Binary;
using System.Text;
using StationKiosk.Hosting.Integrity;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// The events of one commit as the tail keeps them: a head of magic, length and CRC-32C, then epoch and rows; together a whole number of sectors, so
/// that no write touches what another has written. Little-endian.
/// </summary>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Rows">At least one, in order.</param>
internal sealed record TailRecord(Guid Epoch, IReadOnlyList<JournalRow> Rows)
{
    /// <summary>What a disk writes as a whole, or not.</summary>
    public const int SectorBytes = 512;

    private const int HeadBytes = 12;
    private const uint Magic = 0x4C54_4B53; // "SKTL"; the events are JSON and have no zero byte, so no part of one passes for a head.

    public long First => Rows[0].Seq;

    public long Last => Rows[^1].Seq;

    /// <summary>The sectors to be written.</summary>
    public byte[] Sectors()
    {
        using var bytes = new MemoryStream(Rows.Sum(row => row.Body.Length + 128) + SectorBytes);
        bytes.SetLength(HeadBytes);
        bytes.Position = HeadBytes;
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Epoch.ToByteArray());
            writer.Write(Rows.Count);
            foreach (var row in Rows)
            {
                Write(writer, row);
            }
        }

        int length = (int)bytes.Length - HeadBytes;
        bytes.SetLength(Whole((int)bytes.Length));
        byte[] sectors = bytes.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(sectors, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(sectors.AsSpan(4), length);
        BinaryPrimitives.WriteUInt32LittleEndian(sectors.AsSpan(8), Checksum.Of(sectors.AsSpan(HeadBytes, length)));
        return sectors;
    }

    /// <summary>Every record that is as it was written, with where it lies; what lies between is passed over.</summary>
    public static IEnumerable<(int At, int Bytes, TailRecord Record)> In(byte[] segment)
    {
        for (int at = 0; at + SectorBytes <= segment.Length;)
        {
            var record = TryRead(segment, at, out int bytes);
            if (record is not null)
            {
                yield return (at, bytes, record);
            }

            at += bytes;
        }
    }

    /// <summary>Rounded up to whole sectors.</summary>
    public static int Whole(int bytes) => (bytes + SectorBytes - 1) / SectorBytes * SectorBytes;

    private static TailRecord? TryRead(byte[] segment, int at, out int bytes)
    {
        bytes = SectorBytes;
        var head = segment.AsSpan(at, HeadBytes);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != Magic || length < 0 || length > segment.Length - at - HeadBytes
            || Checksum.Of(segment.AsSpan(at + HeadBytes, length)) != BinaryPrimitives.ReadUInt32LittleEndian(head[8..]))
        {
            return null;
        }

        bytes = Whole(HeadBytes + length);
        using var reader = new BinaryReader(new MemoryStream(segment, at + HeadBytes, length), Encoding.UTF8);
        var epoch = new Guid(reader.ReadBytes(16));
        var rows = new JournalRow[reader.ReadInt32()];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Row(reader);
        }

        return new TailRecord(epoch, rows);
    }

    private static void Write(BinaryWriter writer, JournalRow row)
    {
        writer.Write(row.Seq);
        writer.Write(row.Type);
        writer.Write(row.Time);
        writer.Write(row.After.Length);
        writer.Write(row.After);
        writer.Write(row.Body.Length);
        writer.Write(row.Body);
    }

    private static JournalRow Row(BinaryReader reader) => new(
        reader.ReadInt64(), reader.ReadString(), reader.ReadInt64(), reader.ReadBytes(reader.ReadInt32()), reader.ReadBytes(reader.ReadInt32()));
}
