using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Tidy;

/// <summary>docs/CONFIGURATION.md says of the office's settings what is so.</summary>
public sealed class SettingsDocTests
{
    private static readonly string Maximal = $$"""
        {
          "Store": { "Path": "elsewhere.db", "CopyFolder": "/copies", "CopiesKept": 3 },
          "Http": { "Url": "http://127.0.0.1:8091" },
          "Broker": {
            "Mode": "external", "Host": "broker", "Port": 1884, "Listen": "0.0.0.0", "User": "office", "Collector": "b",
            "PasswordFile": "{{typeof(SettingsDocTests).Assembly.Location}}",
            "Tls": { "Enabled": true, "CaFile": "ca.pem", "CertificateFile": "own.pem", "KeyFile": "own.key.pem", "CheckHostName": false }
          },
          "Badges": { "KeyFolder": "issuers" },
          "Policy": { "Debounce": "00:05:00", "ListsStaleAfter": "1.00:00:00" },
          "Trust": { "Folder": "{{AppContext.BaseDirectory}}", "StationLife": "90.00:00:00" },
          "TimeZone": "Etc/UTC",
          "Users": { "SignIn": "off", "SessionLasts": "1.00:00:00" }
        }
        """;

    private static readonly SettingsDoc Doc = new("Office", Flat(Maximal), Read);

    [Fact]
    public void Every_setting_is_documented_and_nothing_else() => Assert.Empty(Doc.WrongKeys());

    [Fact]
    public void Documented_defaults_are_what_holds_where_nothing_is_set() => Assert.Empty(Doc.WrongDefaults());

    [Fact]
    public void Documented_ranges_are_what_the_program_says() => Assert.Empty(Doc.WrongRanges());

    [Fact]
    public void Documented_examples_can_be_used()
    {
        Assert.NotEmpty(Doc.Examples);

        // The folders of a real machine are not here.
        Assert.All(Doc.Examples, example => Assert.Empty(Read(new Dictionary<string, string?>(Flat(example)) { ["Store:Path"] = "office.db" }).Faults));
    }

    private static Dictionary<string, string?> Flat(string json)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["settings.json"], json);
        return SettingsSources.Load(folder["settings.json"], "NOT_SET__", []).AsEnumerable().Where(pair => pair.Value is not null).ToDictionary();
    }

    private static SettingsLook Read(IReadOnlyDictionary<string, string?> values)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        var settings = OfficeSettings.Read(reader);
        reader.RejectUnknown();
        return new SettingsLook(settings, reader.KnownKeys, [.. reader.Faults.Select(fault => (fault.Key, fault.Remedy))]);
    }
}
