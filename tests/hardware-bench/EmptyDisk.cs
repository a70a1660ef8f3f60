using System.Buffers.Binary;

namespace StationKiosk.HardwareBench;

/// <summary>A disk with one empty partition.</summary>
internal static class EmptyDisk
{
    private const int SectorBytes = 512, Sectors = 512 * 1024, FirstSector = 2048;

    /// <summary>Where a boot record has the disk's signature, its first partition and its mark (MBR, classical).</summary>
    private const int SignatureAt = 440, PartitionAt = 446, MarkAt = 510;

    /// <summary>Linux, in a table of partitions.</summary>
    private const byte Linux = 0x83;

    /// <summary>Makes its file.</summary>
    /// <returns>The file.</returns>
    public static string Make(string file)
    {
        byte[] record = new byte[SectorBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(SignatureAt), 0x5ca1ab1e);
        record[PartitionAt + 4] = Linux;
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(PartitionAt + 8), FirstSector);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(PartitionAt + 12), Sectors - FirstSector);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(MarkAt), 0x55aa);
        using var disk = File.Create(file);
        disk.Write(record);
        disk.SetLength((long)Sectors * SectorBytes);
        return file;
    }
}
