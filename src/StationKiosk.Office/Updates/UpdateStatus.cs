using System.CommandLine;
using StationKiosk.Office.Commands;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Updates;

/// <summary><c>station-office update status</c>: who runs what.</summary>
internal static class UpdateStatus
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("status", "Tells which version each station runs, and what it is offered").WithSettings();
        command.SetAction((parsed, _) => UpdateCommand.WithTrust(parsed, (trust, context) =>
        {
            var plan = ReleaseShelf.Of(trust).Plan();
            context.Output.WriteLine(plan.Version is { } offered ? $"release {offered} for ring {plan.Ring} and below" : "no release is offered");
            var running = context.Store.Read(tables => tables.Latest.All())
                .Where(message => message.Topic == StationTopic.Health)
                .ToDictionary(message => message.Station, VersionIn, StringComparer.Ordinal);
            foreach (var station in context.Store.Read(tables => tables.Stations.All()).Where(station => station.RetiredAt is null))
            {
                string version = running.GetValueOrDefault(station.Id) ?? "?";
                string still = plan.IsFor(station.Id) && version != plan.Version ? $", has not taken {plan.Version} yet" : "";
                context.Output.WriteLine($"{station.Id}  ring {plan.RingOf(station.Id)}  {version}{still}");
            }
        }));
        return command;
    }

    private static string? VersionIn(LatestMessage message) =>
        ProtocolJson.TryRead(message.Body, ProtocolJson.Default.StationHealth, out var health, out _) ? health.Version : null;
}
