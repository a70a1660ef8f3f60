using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace StationKiosk.Office.Storage;

/// <summary>The words of the closed sets, as on the wire: <c>first-aid</c>, <c>ride-hailing</c>.</summary>
public static class Words
{
    /// <summary>Every word of a closed set, with what it stands for.</summary>
    /// <typeparam name="T">The closed set.</typeparam>
    public static IReadOnlyDictionary<string, T> All<T>()
        where T : struct, Enum => WordsOf<T>.Values;

    /// <summary>The word for a value.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => WordsOf<T>.Names[value];

    /// <summary>Reads a word.</summary>
    public static bool TryRead<T>([NotNullWhen(true)] string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word is not null && WordsOf<T>.Values.TryGetValue(word, out value);
    }

    /// <summary>Reads a word of the store's own; null stays null.</summary>
    public static T? Read<T>(string? word)
        where T : struct, Enum => TryRead(word, out T value) ? value : null;

    private static class WordsOf<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
