using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;

namespace StationKiosk.Office.Storage.Pages;

/// <summary>
/// The last eight bytes of every page of the store: XXH3 (64 bit, github.com/Cyan4973/xxHash) of what is before them, seeded with where the page lies, little-endian. A changed page is
/// taken for a sound one once in 2^64, one written to the wrong place as well; and where a single bit has flipped, as bits on worn flash do, trying every bit finds which.
/// </summary>
public static class PageStamp
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    /// <summary>Bytes of the stamp: SQLite leaves so many free at the end of each page ("reserved space", sqlite.org/fileformat2.html, 1.3.4).</summary>
    public const int Bytes = 8;

    /// <summary>Stamps a page that is to be written at <paramref name="offset"/>.</summary>
    public static void Set(Span<byte> page, long offset) => BinaryPrimitives.WriteUInt64LittleEndian(page[^Bytes..], Of(page, offset));

    /// <summary>Whether a page read from <paramref name="offset"/> is the one that was written there.</summary>
    public static bool Holds(ReadOnlySpan<byte> page, long offset) => Stored(page) == Of(page, offset);

    /// <summary>Where one flipped bit explains why the stamp does not hold, flips it back: hashes the page once for each of its bits. False leaves the page as it is.</summary>
    public static bool TryMend(Span<byte> page, long offset)
    {
        if (BitOperations.PopCount(Stored(page) ^ Of(page, offset)) == 1)
        {
            Set(page, offset);
            return true;
        }

        for (int bit = 0; bit < (PageBytes - Bytes) * 8; bit++)
        {
            Flip(page, bit);
            if (Holds(page, offset))
            {
                return true;
            }

            Flip(page, bit);
        }

        return false;
    }

    private static void Flip(Span<byte> page, int bit) => page[bit / 8] ^= (byte)(1 << (bit % 8));

    private static ulong Stored(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt64LittleEndian(page[^Bytes..]);

    private static ulong Of(ReadOnlySpan<byte> page, long offset) => XxHash3.HashToUInt64(page[..^Bytes], offset);
}
