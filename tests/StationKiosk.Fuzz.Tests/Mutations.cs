using System.Globalization;
using CsCheck;

namespace StationKiosk.Fuzz.Tests;

/// <summary>Good inputs made bad: bytes changed, put in, left out, doubled, cut off.</summary>
internal static class Mutations
{
    private const int InCi = 10_000;

    /// <summary>How many inputs each target gets; <c>STATIONKIOSK_FUZZ=100000</c> for the full run.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("STATIONKIOSK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : InCi;

    /// <summary>One of the seeds after one to eight changes.</summary>
    public static Gen<byte[]> Of(IReadOnlyList<byte[]> seeds) => Gen.Select(
        Gen.Int[0, seeds.Count - 1], Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Byte, Gen.Int[1, 64]).Array[1, 8],
        (seed, edits) => edits.Aggregate(seeds[seed], (bytes, edit) => Edit(bytes, edit.Item1, edit.Item2, edit.Item3, edit.Item4)));

    private static byte[] Edit(byte[] bytes, int kind, double where, byte value, int length)
    {
        int at = (int)(where * bytes.Length);
        int end = Math.Min(bytes.Length, at + length);
        return kind switch
        {
            0 when at < bytes.Length => [.. bytes[..at], value, .. bytes[(at + 1)..]],
            1 when at < bytes.Length => [.. bytes[..at], (byte)(bytes[at] ^ (1 << (value & 7))), .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], value, .. bytes[at..]],
            3 => [.. bytes[..at], .. bytes[end..]],
            4 => [.. bytes[..end], .. bytes[at..]],
            _ => bytes[..at],
        };
    }
}
