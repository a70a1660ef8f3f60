using System.Text.Json;

namespace StationKiosk.Bench.Reading;

/// <summary>A picture and what its codes say; no texts where nothing may be read.</summary>
internal sealed record Sample(string File, IReadOnlyList<string> Texts)
{
    /// <summary>Whether a code is there that says something in printable ASCII.</summary>
    public bool IsCoded => Texts.Any(text => Printable(text).Length > 0);

    /// <summary>Whether a different reading is a misread; where the truth holds other characters it is a matter of character sets.</summary>
    public bool IsAscii => Texts.All(text => text.All(char.IsAscii));

    /// <summary>Whether <paramref name="texts"/> are what it says, as far as that is printable ASCII.</summary>
    public bool Says(IReadOnlyList<string> texts) => texts.Count > 0 && texts.Select(Printable).ToHashSet(StringComparer.Ordinal).SetEquals(Texts.Select(Printable));

    private static string Printable(string text) => new([.. text.Where(c => c is >= ' ' and <= '~')]);
}

/// <summary>A folder of pictures with a <c>truth.jsonl</c>: a line a picture, <c>{"file": …, "texts": […]}</c>.</summary>
internal static class Corpus
{
    public static IReadOnlyList<Sample> Read(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "truth.jsonl")).Where(line => line.Length > 0).Select(line =>
        {
            var sample = JsonSerializer.Deserialize<Sample>(line, JsonSerializerOptions.Web)!;
            return sample with { File = Path.Combine(folder, sample.File) };
        }),
    ];
}
