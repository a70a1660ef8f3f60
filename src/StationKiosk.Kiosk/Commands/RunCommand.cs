using System.CommandLine;

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
