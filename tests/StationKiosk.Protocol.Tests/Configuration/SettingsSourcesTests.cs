using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Configuration;

/// <summary>Where settings come from, and which of them wins.</summary>
public sealed class SettingsSourcesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    // Environment variables belong to the whole process: a prefix of this test's own keeps tests apart.
    private readonly string _prefix = $"TEST{Guid.NewGuid():N}__";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_command_line_wins_over_the_environment_and_the_environment_over_the_file()
    {
        Set("A__TWO", "environment");
        Set("A__THREE", "environment");
        var settings = Load("""{ "A": { "One": "file", "Two": "file", "Three": "file" } }""", "--A:Three=command line");
        Assert.Equal(("file", "environment", "command line"), (settings["A:One"], settings["A:Two"], settings["A:Three"]));
    }

    [Fact]
    public void Environment_variables_without_the_prefix_are_not_settings()
    {
        Environment.SetEnvironmentVariable($"X{_prefix}PORT", "1");
        Assert.Empty(Load("{}").AsEnumerable());
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed_in_the_file()
    {
        var settings = Load("""
            {
              // the panel's port
              "Panel": { "Port": 8081, /* the usual one */ },
            }
            """);
        Assert.Equal("8081", settings["Panel:Port"]);
    }

    [Fact]
    public void Without_a_file_the_other_sources_are_read() =>
        Assert.Equal("8081", SettingsSources.Load(file: null, _prefix, ["--Panel:Port=8081"])["Panel:Port"]);

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<InvalidDataException>(() => SettingsSources.Load(_folder["kiosk.json"], _prefix, []));
        Assert.StartsWith(_folder["kiosk.json"], fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Panel\": {\n \"Port\": 80 81 } }", "LineNumber: 1")]
    [InlineData("{ \"Panel\": ", "LineNumber: 0")]
    [InlineData("[]", "object")]
    [InlineData("{ \"A\": 1, \"a\": 2 }", "duplicate")]
    [InlineData("", "JSON")]
    public void A_broken_file_is_named_with_the_place_and_the_fault_on_one_line(string json, string place)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Load(json));
        Assert.StartsWith(_folder["kiosk.json"], fault.Message, StringComparison.Ordinal);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_named() =>
        Assert.StartsWith(_folder.Path, Assert.Throws<InvalidDataException>(() => SettingsSources.Load(_folder.Path, _prefix, [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--Panel:Port")]
    [InlineData("Panel:Port")]
    [InlineData("-p=8081")]
    [InlineData("--=8081")]
    public void An_argument_that_sets_nothing_is_refused_rather_than_passed_over(string argument)
    {
        var fault = Assert.Throws<InvalidDataException>(() => SettingsSources.Load(file: null, _prefix, ["--A=1", argument]));
        Assert.Equal($"'{argument}' sets nothing: write --Key=value, such as --Panel:Port=8081", fault.Message);
    }

    [Fact]
    public void Every_fault_is_reported_on_a_line_of_its_own()
    {
        using var report = new StringWriter { NewLine = "\n" };
        SettingsSources.Report("station-kiosk", [new("Station", Value: null, "a station id"), new("Panel:Port", "0", "a whole number from 1 to 65535")], report);
        Assert.Equal("station-kiosk: 2 settings cannot be used:\n  Station: missing; a station id\n  Panel:Port = '0': a whole number from 1 to 65535\n", report.ToString());
    }

    private void Set(string name, string value) => Environment.SetEnvironmentVariable(_prefix + name, value);

    private IConfiguration Load(string json, params string[] commandLine)
    {
        File.WriteAllText(_folder["kiosk.json"], json);
        return SettingsSources.Load(_folder["kiosk.json"], _prefix, commandLine);
    }
}
