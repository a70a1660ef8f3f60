using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace StationKiosk.Hosting.Pages;

/// <summary>A sentence by its key, so that every reader gets it in their own language.</summary>
/// <param name="Key">Of <c>words.json</c>.</param>
/// <param name="Values">What stands at {0} {1} …: times as RFC 3339, durations in seconds, everything else as it is.</param>
public sealed record Said(string Key, params IReadOnlyList<string> Values);

/// <summary>
/// The texts of the pages, and of what programs say elsewhere, in <c>words.json</c>: <c>"key": ["English", "中文", "ئۇيغۇرچە"]</c>. English has to be
/// there; a missing other is said in the next language of the reader's chain. <c>{0}</c> is a value as text; <c>{0:time}</c> <c>{0:date}</c>
/// <c>{0:span}</c> <c>{0:number}</c> <c>{0:word}</c> say how to write it; <c>say.js</c> knows the same.
/// </summary>
public sealed partial class Words
{
    /// <summary>The languages of a text, in its order.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "zh-CN", "ug"];

    private static readonly WordsJson Readable = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private Words(IReadOnlyDictionary<string, IReadOnlyList<string>> texts) => Texts = texts;

    /// <summary>Every key with its texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; }

    /// <summary>Reads the shared words and those of the assemblies; a later one's win.</summary>
    public static Words Of(params IReadOnlyList<Assembly> assemblies)
    {
        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var assembly in assemblies.Prepend(typeof(Words).Assembly))
        {
            foreach (var (key, forms) in JsonSerializer.Deserialize(EmbeddedPages.Read(assembly, "words.json"), WordsJson.Default.DictionaryStringIReadOnlyListString)!)
            {
                texts[key] = forms;
            }
        }

        return new Words(texts);
    }

    /// <summary>As the pages load it: <c>export const languages = …, words = …;</c>.</summary>
    public byte[] Module() => Encoding.UTF8.GetBytes(
        $"export const languages = {JsonSerializer.Serialize(Languages, Readable.IReadOnlyListString)}, words = {JsonSerializer.Serialize(Texts, Readable.IReadOnlyDictionaryStringIReadOnlyListString)};\n");

    /// <summary>In English, times in a time zone: for terminals, logs and the wire.</summary>
    /// <param name="said">What.</param>
    /// <param name="zone">Of the times.</param>
    public string Say(Said said, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Texts.TryGetValue(said.Key, out var forms)
            ? Place().Replace(forms[0], place => Format(said.Values[place.Groups[1].ValueSpan[0] - '0'], place.Groups[2].Value, zone))
            : said.Key;
    }

    private string Format(string value, string format, TimeZoneInfo zone) => format switch
    {
        "word" => Say(new Said(value), zone),
        "time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var time) ? $"{TimeZoneInfo.ConvertTime(time, zone):HH:mm}" : value,
        "date" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var day) ? $"{TimeZoneInfo.ConvertTime(day, zone):yyyy-MM-dd}" : value,
        "span" => double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) ? Span(seconds, zone) : value,
        _ => value,
    };

    private string Span(double seconds, TimeZoneInfo zone)
    {
        var (unit, size) = seconds < 90 ? ("s", 1) : seconds < 5400 ? ("min", 60) : seconds < 129600 ? ("h", 3600) : ("d", 86400);
        return Say(new Said(unit, ((long)(seconds / size)).ToString(CultureInfo.InvariantCulture)), zone);
    }

    [GeneratedRegex(@"\{(\d)(?::(\w+))?\}")]
    private static partial Regex Place();
}

/// <summary>JSON of the words; letters of every script as they are, for the pages are UTF-8.</summary>
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<string>>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class WordsJson : JsonSerializerContext;
