using System.Text.Json;
using System.Text.RegularExpressions;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests;

/// <summary>The dashboard for Grafana asks for what the office tells.</summary>
public sealed partial class GrafanaTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_metric_that_the_dashboard_names_is_there_and_the_other_way_round()
    {
        await using var office = await RunningOffice.Start(_folder);
        var told = Told().Matches(await office.Http.GetStringAsync("/metrics")).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        using var dashboard = JsonDocument.Parse(Repository.Text("provisioning/grafana/station-office.json"));
        var asked = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target => Named().Matches(target.GetProperty("expr").GetString()!).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.True(asked.Count > 10);
        Assert.Empty(asked.Except(told));
        Assert.Empty(told.Except(asked));
    }

    [GeneratedRegex("^# TYPE (\\w+) ", RegexOptions.Multiline, 1000)]
    private static partial Regex Told();

    [GeneratedRegex("office_\\w+", RegexOptions.None, 1000)]
    private static partial Regex Named();
}
