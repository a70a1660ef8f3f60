using System.CommandLine;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk pinout</c>: which wire goes where, from the station's own settings.</summary>
internal static class PinoutCommand
{
    public static Command Create()
    {
        var command = new Command("pinout", "Prints which wire goes to which pin of the 40-pin header, from the settings");
        command.SetAction((parsed, stop) => CommandSettings.WithAsync(parsed, settings =>
        {
            Console.WriteLine(Pinout.Of(settings));
            return Task.FromResult(0);
        }));
        return command;
    }
}
