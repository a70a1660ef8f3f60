using System.CommandLine;
using System.Globalization;
using StationKiosk.Office.Commands;
using StationKiosk.Office.Stations;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Updates;

/// <summary><c>station-office update status</c>: who runs what.</summary>
internal static class UpdateStatus
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("status", "Tells which version each station runs, what it is offered, and what became of its last release").WithSettings();
        command.SetAction((parsed, _) => UpdateCommand.WithTrust(parsed, (trust, context) =>
        {
            var body = ReleaseView.Of(context.Store, trust).All(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc.Id, Scope.All);
            context.Output.WriteLine(body.Version is { } offered ? $"release {offered} for ring {body.Ring} and below" : "no release is offered");
            foreach (var station in body.Stations)
            {
                string awaited = station.Awaited ? $", has not taken {body.Version} yet" : "";
                context.Output.WriteLine($"{station.Id}  ring {station.Ring}  {station.Running ?? "?"}{awaited}{Last(station.Last)}");
            }
        }));
        return command;
    }

    private static string Last(UpdateResult? last) => last switch
    {
        null => "",
        { Outcome: UpdateOutcome.Installed } => "",
        _ => string.Create(CultureInfo.InvariantCulture, $"; {(last.Outcome == UpdateOutcome.Refused ? "refused" : "went back from")} {last.Version ?? "a file"} at {last.At:yyyy-MM-dd HH:mm} UTC: {last.Why}"),
    };
}
