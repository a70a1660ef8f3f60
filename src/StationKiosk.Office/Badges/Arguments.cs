using System.CommandLine;
using System.Globalization;
using System.Text;

namespace StationKiosk.Office.Badges;

/// <summary>Reads arguments; what cannot be used is a <see cref="FormatException"/> that names it and the remedy.</summary>
internal static class Arguments
{
    private const int ShownMax = 60;

    public static string Path(ParseResult parsed, Option<string> option) => OptionalPath(parsed, option)
        ?? throw new FormatException($"{option.Name} is missing; name a file or folder");

    public static string? OptionalPath(ParseResult parsed, Option<string> option) => parsed.GetValue(option) switch
    {
        null => null,
        var path when string.IsNullOrWhiteSpace(path) => throw new FormatException($"{option.Name} is empty; name a file or folder"),
        var path => path,
    };

    public static int Number(ParseResult parsed, Option<string> option, int min, int max)
    {
        string text = parsed.GetValue(option) ?? "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw new FormatException($"{option.Name} {Shown(text)} is not a whole number from {min} to {max}");
    }

    public static T Choice<T>(ParseResult parsed, Option<string> option, IReadOnlyDictionary<string, T> words)
    {
        string text = parsed.GetValue(option) ?? "";
        return words.TryGetValue(text, out var choice)
            ? choice
            : throw new FormatException($"{option.Name} {Shown(text)} is not one of {string.Join(", ", words.Keys)}");
    }

    /// <summary>A foreign text as it may stand in a message: quoted, short, on one line.</summary>
    public static string Shown(string text) => $"'{OneLine(text.Length <= ShownMax ? text : $"{text[..ShownMax]}…")}'";

    /// <summary>Without line breaks and other characters that would change how a terminal shows the rest.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            bool harmless = Rune.GetUnicodeCategory(rune) is not
                (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            line.Append(harmless ? rune.ToString() : "\uFFFD");
        }

        return line.ToString();
    }
}
