using System.CommandLine;
using System.Text.Json;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk status</c>: asks the running kiosk; one line of truth first.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "The whole answer as JSON" };
        var command = new Command("status", "Asks the running kiosk how it is") { json };
        command.SetAction((parsed, stop) => CommandSettings.WithAsync(parsed, settings => AskAsync(settings, parsed.GetValue(json), stop)));
        return command;
    }

    /// <summary>0 ok or in need of care, 1 when nobody can check in, 3 when the kiosk does not answer.</summary>
    private static async Task<int> AskAsync(KioskSettings settings, bool json, CancellationToken stop)
    {
        if (new DataMount().IsMissing(settings.DataFolder))
        {
            var missing = PanelData.Truth(StationTruth.DataMissing, TimeZoneInfo.Local);
            Console.WriteLine(json ? JsonSerializer.Serialize(new TruthOnlyBody(missing), PanelJson.Default.TruthOnlyBody) : Line(missing));
            return 1;
        }

        using var http = new HttpClient { BaseAddress = settings.PanelFromHere, Timeout = AnswerWithin };
        string body;
        try
        {
            body = await http.GetStringAsync(new Uri("/api/status", UriKind.Relative), stop);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"The kiosk does not answer at {settings.PanelUrl}. Start it: systemctl start station-kiosk");
            return 3;
        }

        var status = JsonSerializer.Deserialize(body, PanelJson.Default.StatusBody)!;
        Console.WriteLine(json ? body : string.Join('\n', Lines(status)));
        return status.Truth.State == TruthState.Bad ? 1 : 0;
    }

    private static string Line(TruthBody truth) => $"{truth.Sentence} {truth.Remedy}".TrimEnd();

    private static IEnumerable<string> Lines(StatusBody status)
    {
        yield return Line(status.Truth);
        yield return $"  station   {status.Station}, {status.Today.Visits?.ToString() ?? "?"} visits today, version {status.Version}";
        foreach (var part in status.Parts)
        {
            yield return $"  {PartLine.Of(part)}";
        }

        foreach (var zone in status.Occupancy.Zones)
        {
            yield return $"  zone      {zone.Zone}: {zone.Level.ToString().ToLowerInvariant()} {zone.Count?.ToString() ?? "?"}/{zone.Capacity?.ToString() ?? "?"} {zone.Why}".TrimEnd();
        }
    }
}
