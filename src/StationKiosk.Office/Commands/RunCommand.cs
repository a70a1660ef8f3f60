using System.CommandLine;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office run</c>: the office itself.</summary>
public static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("run", "Collects what the stations send, answers with receipts, and serves the dashboard (default)").WithSettings();
        command.SetAction((arguments, _) => arguments.WithSettings(async settings =>
        {
            try
            {
                return await OfficeHost.Run(settings);
            }
            catch (Exception e) when (e is Storage.StoreUnavailableException or IOException)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"station-office: {e.Message}");
                return 1;
            }
        }));
        return command;
    }
}
