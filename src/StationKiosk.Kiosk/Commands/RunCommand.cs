using System.CommandLine;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk run</c>: the worker.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs the kiosk (the default)") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, stop) => CommandSettings.WithAsync(parsed, settings => RunAsync(settings, stop)));
        return command;
    }

    private static async Task<int> RunAsync(KioskSettings settings, CancellationToken stop)
    {
        if (new DataMount().IsMissing(settings.DataFolder))
        {
            // docs/decisions/a-data-partition-or-nothing.md
            var missing = PanelData.Truth(StationTruth.DataMissing, TimeZoneInfo.Local);
            await Console.Error.WriteLineAsync($"station-kiosk: {missing.Sentence} {missing.Remedy}");
            await OutOfOrder.RunAsync(settings.PanelUrl, StationTruth.DataMissing, stop);
            return 0;
        }

        try
        {
            await using var kiosk = KioskHost.Build(settings);
            return await kiosk.RunAsync(stop);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"station-kiosk: {e.Message}");
            return 1;
        }
    }
}
