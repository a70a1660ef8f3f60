using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;

namespace StationKiosk.TestKit;

/// <summary>What a program makes of some settings.</summary>
/// <param name="Settings">The settings, as read.</param>
/// <param name="Known">Every key it asked for, list positions as <c>*</c>.</param>
/// <param name="Faults">What cannot be used, by key.</param>
public sealed record SettingsLook(object Settings, IReadOnlyCollection<string> Known, IReadOnlyList<(string Key, string Remedy)> Faults);

/// <summary>
/// One program's tables in docs/CONFIGURATION.md, held against the program. A row is <c>| `Key` | default | range | meaning |</c>. A default in
/// backticks is a value (after it, the kind that it is for); <c>required</c> and <c>none</c> are themselves. A range is what the program
/// answers to a wrong value, without the words around it.
/// </summary>
public sealed partial class SettingsDoc
{
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, string?> _maximal;
    private readonly Func<IReadOnlyDictionary<string, string?>, SettingsLook> _read;
    private readonly IReadOnlyList<Row> _rows;

    /// <param name="heading">The program's heading of the second level.</param>
    /// <param name="maximal">Settings in which every key there is has a usable value; a zone in it is named <c>the name of a zone</c>.</param>
    /// <param name="read">The program.</param>
    public SettingsDoc(string heading, IReadOnlyDictionary<string, string?> maximal, Func<IReadOnlyDictionary<string, string?>, SettingsLook> read)
    {
        (_maximal, _read) = (maximal, read);
        _text = Repository.Text("docs/CONFIGURATION.md").Split("\n## ").Single(part => part.StartsWith($"{heading}\n", StringComparison.Ordinal));
        _rows = [.. RowPattern().Matches(_text).Select(row => new Row(row.Groups["key"].Value, row.Groups["default"].Value.Trim(), row.Groups["range"].Value.Trim()))];
    }

    /// <summary>The JSON examples.</summary>
    public IReadOnlyList<string> Examples => [.. ExamplePattern().Matches(_text).Select(match => match.Groups[1].Value)];

    /// <summary>Keys that the table names and the program does not ask for, or the other way round, or named twice; empty where it is right.</summary>
    public IEnumerable<string> WrongKeys()
    {
        var look = _read(_maximal);
        return
        [
            .. look.Faults.Select(fault => $"the maximal settings of the test: {fault}"),
            .. look.Known.Except(_rows.Select(row => row.Key), StringComparer.Ordinal).Select(key => $"{key} is not documented"),
            .. _rows.Where(row => !look.Known.Contains(row.Key, StringComparer.Ordinal)).Select(row => $"{row.Key} is documented and does not exist"),
            .. _rows.CountBy(row => row.Key).Where(pair => pair.Value > 1).Select(pair => $"{pair.Key} is documented twice"),
        ];
    }

    /// <summary>Ranges that are not what the program answers to a value that cannot be used.</summary>
    public IEnumerable<string> WrongRanges()
    {
        foreach (var row in _rows)
        {
            string key = KeysOf(row.Key, kind: null)[0];
            var fault = _read(With(key, "")).Faults.FirstOrDefault(fault => fault.Key == key);
            string said = Words().Replace(fault.Remedy ?? "nothing is refused", "");
            if (said != row.Range)
            {
                yield return $"{row.Key}: documented '{row.Range}', the program says '{said}'";
            }
        }
    }

    /// <summary>Defaults that are not the same as leaving the key out; for one that is required, leaving it out has to be a fault.</summary>
    public IEnumerable<string> WrongDefaults()
    {
        foreach (var row in _rows)
        {
            var values = ValuePattern().Matches(row.Default);
            var wrong = values.SelectMany(value => KeysOf(row.Key, value.Groups["kind"].Value)
                .Where(key => Shown(_read(With(key, value.Groups["value"].Value))) != Shown(_read(Without(key)))));
            foreach (string key in wrong)
            {
                yield return $"{key}: without it, something else holds than the documented {row.Default}";
            }

            if (values.Count == 0 && Word(row.Default) is var word && word != WordOfMissing(KeysOf(row.Key, kind: null)[0]))
            {
                yield return $"{row.Key}: documented '{word}'; `a value`, none or required is meant";
            }
        }
    }

    private string WordOfMissing(string key) => _read(Without(key)).Faults.Any(fault => fault.Key == key) ? "required" : "none";

    private static string Word(string text) => text.Split(' ', ':')[0];

    /// <summary>The keys of the maximal settings that a starred key stands for; of one kind only, where one is named.</summary>
    private List<string> KeysOf(string starred, string? kind)
    {
        var pattern = new Regex($"^{Regex.Escape(starred).Replace(@"\*", "[0-9]+", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        List<string> keys = [.. _maximal.Keys.Where(key => pattern.IsMatch(key) && (string.IsNullOrEmpty(kind) || KindOf(key) == kind)).Order(StringComparer.Ordinal)];
        return keys.Count > 0 ? keys : throw new InvalidOperationException($"the maximal settings of the test have no {starred} {kind}");
    }

    private string? KindOf(string key) => _maximal.GetValueOrDefault($"{key[..key.LastIndexOf(':')]}:Kind");

    private Dictionary<string, string?> With(string key, string value) => new(_maximal) { [key] = value };

    private Dictionary<string, string?> Without(string key) => new(_maximal.Where(pair => pair.Key != key));

    private static string Shown(SettingsLook look) => $"{Dump(look.Settings)} {string.Join("; ", look.Faults)}";

    /// <summary>Every field, so that two readings can be compared: records compare lists by reference.</summary>
    private static string Dump(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Dump))}]",
        _ when value.GetType().Namespace?.StartsWith(nameof(StationKiosk), StringComparison.Ordinal) == true && !value.GetType().IsEnum =>
            $"{{{string.Join(", ", value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => Dump(field.GetValue(value))))}}}",
        _ => $"{value}",
    };

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \|(?<default>[^|]*)\|(?<range>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RowPattern();

    [GeneratedRegex("`(?<value>[^`]+)`( (?<kind>[a-z-]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValuePattern();

    [GeneratedRegex("^(a whole number from |a time from |one of the zones: |one of )|, written hh:mm:ss$", RegexOptions.None, 1000)]
    private static partial Regex Words();

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex ExamplePattern();

    private sealed record Row(string Key, string Default, string Range);
}
