using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace StationKiosk.Hosting.Integrity;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720, appendix B.4) over the fields of one stored record: every changed bit and every burst of up to 32 bits is
/// noticed, other damage but once in 4 billion. A field goes in with its length, so that none can pass for a part of its neighbour.
/// It guards against broken storage, not against people: for those there is the journal's chain.
/// </summary>
public sealed class Checksum
{
    private const long AbsentLength = -1;

    private uint _crc = uint.MaxValue;

    /// <summary>The checksum of what was added, as it is stored.</summary>
    public long Value => ~_crc;

    /// <summary>The checksum of bytes alone.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(uint.MaxValue, bytes);

    /// <summary>Adds a number.</summary>
    public Checksum Add(long value)
    {
        _crc = BitOperations.Crc32C(_crc, unchecked((ulong)value));
        return this;
    }

    /// <summary>Adds a number that may be absent.</summary>
    public Checksum Add(long? value) => value is { } present ? Add(sizeof(long)).Add(present) : Add(AbsentLength);

    /// <summary>Adds bytes.</summary>
    public Checksum Add(ReadOnlySpan<byte> bytes)
    {
        _crc = Continue(Add(bytes.Length)._crc, bytes);
        return this;
    }

    /// <summary>Adds a text that may be absent.</summary>
    public Checksum Add(string? text)
    {
        if (text is null)
        {
            return Add(AbsentLength);
        }

        Span<byte> utf8 = text.Length <= 256 ? stackalloc byte[768] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Add(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte each in bytes)
        {
            crc = BitOperations.Crc32C(crc, each);
        }

        return crc;
    }
}
