using System.Globalization;
using CsCheck;

namespace StationKiosk.Fuzz.Tests;

/// <summary>Good inputs made bad: bytes changed, put in, left out, doubled, cut off.</summary>
internal static class Mutations
{
    private const int InCi = 10_000;

    /// <summary>The same inputs at every change, so that a find belongs to it; <c>STATIONKIOSK_SEED</c> tries others.</summary>
    public static uint Seed { get; } =
        uint.TryParse(Environment.GetEnvironmentVariable("STATIONKIOSK_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out uint seed) ? seed : 1;

    /// <summary>How many inputs each target gets; <c>STATIONKIOSK_FUZZ=100000</c> for the full run.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("STATIONKIOSK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : InCi;

    /// <summary>The inputs made of some good ones.</summary>
    public static IEnumerable<byte[]> Of(IReadOnlyList<byte[]> seeds)
    {
        var random = new PCG(stream: 1, Seed);
        var mutated = Mutated(seeds);
        return Enumerable.Range(0, Count).Select(_ => mutated.Generate(random, null, out var _));
    }

    /// <summary>One of the seeds after one to eight changes.</summary>
    private static Gen<byte[]> Mutated(IReadOnlyList<byte[]> seeds) => Gen.Select(
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
