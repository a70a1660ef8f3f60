using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace StationKiosk.Hosting.Settings;

/// <summary>A setting that cannot be used.</summary>
/// <param name="Key">Where: <c>Readers:0:Kind</c>.</param>
/// <param name="Value">What stands there; null where something is missing.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record SettingFault(string Key, string? Value, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Key}: missing; {Remedy}" : $"{Key} = '{Value}': {Remedy}";
}

/// <summary>
/// Reads settings by name, with a default and a range each, and collects every fault instead of stopping at the first. A key that nothing
/// has asked for is a fault too, so that a misspelt setting never passes unseen. No reflection: it compiles ahead of time as it is.
/// </summary>
public sealed class SettingsReader
{
    private readonly IConfiguration _configuration;
    private readonly string _path;
    private readonly Shared _shared;

    /// <summary>Reads from the root of <paramref name="configuration"/>.</summary>
    public SettingsReader(IConfiguration configuration)
        : this(configuration, path: "", new Shared())
    {
    }

    private SettingsReader(IConfiguration configuration, string path, Shared shared) =>
        (_configuration, _path, _shared) = (configuration, path, shared);

    /// <summary>Every fault so far.</summary>
    public IReadOnlyList<SettingFault> Faults => _shared.Faults;

    /// <summary>Every key asked for so far, list positions written as <c>*</c>: what the documentation has to name.</summary>
    public IReadOnlyCollection<string> KnownKeys => _shared.Known;

    /// <summary>A part of the settings.</summary>
    public SettingsReader Section(string name) => new(_configuration, Path(name), _shared);

    /// <summary>A text; <paramref name="valid"/> false makes it a fault with <paramref name="remedy"/>.</summary>
    public string Text(string name, string fallback, Func<string, bool>? valid = null, string remedy = "a text") =>
        Value(name) is { } value ? Checked(name, value, value, valid?.Invoke(value) ?? true, fallback, remedy) : fallback;

    /// <summary>A text that has to be there.</summary>
    public string RequiredText(string name, Func<string, bool>? valid, string remedy)
    {
        if (Value(name) is { } value)
        {
            return Checked(name, value, value, valid?.Invoke(value) ?? true, "", remedy);
        }

        _shared.Faults.Add(new SettingFault(Path(name), Value: null, remedy));
        return "";
    }

    /// <summary>A text or nothing.</summary>
    public string? OptionalText(string name, Func<string, bool>? valid = null, string remedy = "a text") =>
        Value(name) is { } value ? Checked<string?>(name, value, value, valid?.Invoke(value) ?? true, null, remedy) : null;

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public int Integer(string name, int fallback, int min, int max) =>
        OptionalInteger(name, min, max) ?? fallback;

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, or nothing.</summary>
    public int? OptionalInteger(string name, int min, int max)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        bool ok = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max;
        return Checked<int?>(name, value, number, ok, null, $"a whole number from {min} to {max}");
    }

    /// <summary>Yes or no.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Value(name) is not { } value)
        {
            return fallback;
        }

        bool ok = bool.TryParse(value, out bool flag);
        return Checked(name, value, flag, ok, fallback, "true or false");
    }

    /// <summary>A length of time from <paramref name="min"/> to <paramref name="max"/>, written <c>[d.]hh:mm:ss[.fff]</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Value(name) is not { } value)
        {
            return fallback;
        }

        // "10" alone would be ten days.
        bool ok = TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var span)
            && value.Contains(':', StringComparison.Ordinal) && span >= min && span <= max;
        return Checked(name, value, span, ok, fallback, $"a time from {min:c} to {max:c}, written hh:mm:ss");
    }

    /// <summary>One of a closed set of words.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    public T Choice<T>(string name, T fallback, IReadOnlyDictionary<string, T> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (Value(name) is not { } value)
        {
            return fallback;
        }

        bool ok = words.TryGetValue(value, out var choice);
        return Checked(name, value, ok ? choice! : fallback, ok, fallback, $"one of {string.Join(", ", words.Keys)}");
    }

    /// <summary>As <see cref="Choice{T}(string, T, IReadOnlyDictionary{string, T})"/>, for a word that has to be there.</summary>
    public T RequiredChoice<T>(string name, T fallback, IReadOnlyDictionary<string, T> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (Value(name) is null)
        {
            _shared.Faults.Add(new SettingFault(Path(name), Value: null, $"one of {string.Join(", ", words.Keys)}"));
        }

        return Choice(name, fallback, words);
    }

    /// <summary>A list of sections, in order.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<SettingsReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return [.. Children(name).Select(child => read(Section($"{name}:{child.Key}")))];
    }

    /// <summary>A list of texts, in order.</summary>
    public IReadOnlyList<string> Texts(string name, Func<string, bool>? valid = null, string remedy = "a text")
    {
        _shared.Known.Add(Starred($"{Path(name)}:0"));
        return [.. Children(name).Select(child => Text($"{name}:{child.Key}", "", valid, remedy))];
    }

    /// <summary>Adds a fault that only shows when several settings are seen together.</summary>
    public void Fault(string name, string? value, string remedy) => _shared.Faults.Add(new SettingFault(Path(name), value, remedy));

    /// <summary>Adds a fault for every key that stands in the configuration and that nothing asked for.</summary>
    public void RejectUnknown()
    {
        foreach (var (key, value) in _configuration.AsEnumerable().Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            bool emptyList = value!.Length == 0 && _shared.Lists.Contains(Starred(key));
            if (!emptyList && !_shared.Known.Contains(Starred(key)))
            {
                _shared.Faults.Add(new SettingFault(key, value, "no such setting; docs/CONFIGURATION.md lists them"));
            }
        }
    }

    private IEnumerable<IConfigurationSection> Children(string name)
    {
        _shared.Lists.Add(Starred(Path(name)));
        return _configuration.GetSection(Path(name)).GetChildren();
    }

    private string? Value(string name)
    {
        _shared.Known.Add(Starred(Path(name)));
        return _configuration[Path(name)];
    }

    private T Checked<T>(string name, string value, T parsed, bool ok, T fallback, string remedy)
    {
        if (ok)
        {
            return parsed;
        }

        _shared.Faults.Add(new SettingFault(Path(name), value, remedy));
        return fallback;
    }

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}:{name}";

    private static string Starred(string key) =>
        string.Join(':', key.Split(':').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? "*" : part));

    private sealed class Shared
    {
        public List<SettingFault> Faults { get; } = [];

        public HashSet<string> Known { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Keys of lists: an empty JSON list stands in the configuration as an empty text.</summary>
        public HashSet<string> Lists { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
