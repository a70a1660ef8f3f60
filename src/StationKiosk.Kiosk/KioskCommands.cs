using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk;

/// <summary>What each command of the office does at this kiosk; docs/PROTOCOL.md describes them.</summary>
internal static class KioskCommands
{
    /// <summary>The desk that carries them out.</summary>
    /// <param name="indicators">Show and sound that this is the kiosk meant.</param>
    /// <param name="occupancy">For a recount.</param>
    /// <param name="journal">Where it ends.</param>
    /// <param name="uplink">Sends again and asks anew; there once it runs.</param>
    public static CommandDesk Desk(IReadOnlyList<IIndicator> indicators, OccupancyLoop occupancy, EventJournal journal, Func<UplinkLoop> uplink) => new(
        new Dictionary<string, Func<byte[], CommandAnswer>>(StringComparer.Ordinal)
        {
            [CommandNames.Identify] = CommandDesk.For(ProtocolJson.Default.IdentifyCommand, command => Identify(command, indicators)),
            [CommandNames.Resend] = CommandDesk.For(ProtocolJson.Default.ResendCommand, command => Resend(command, journal, uplink())),
            [CommandNames.Recount] = CommandDesk.For(ProtocolJson.Default.RecountCommand, command => Recount(command, occupancy)),
            [CommandNames.Reload] = CommandDesk.For(ProtocolJson.Default.ReloadCommand, _ => Reload(uplink())),
        });

    private static CommandAnswer Identify(IdentifyCommand command, IReadOnlyList<IIndicator> indicators)
    {
        if (command.Seconds is < 1 or > Limits.IdentifySecondsMax)
        {
            return Refused($"seconds: 1 to {Limits.IdentifySecondsMax}");
        }

        foreach (var indicator in indicators)
        {
            indicator.Identify(TimeSpan.FromSeconds(command.Seconds));
        }

        return Done($"it shows itself for {command.Seconds} s");
    }

    private static CommandAnswer Resend(ResendCommand command, EventJournal journal, UplinkLoop uplink)
    {
        if (command.From < 1 || command.To < command.From || command.To > journal.LastSeq)
        {
            return Refused($"events 1 to {journal.LastSeq} are there; from has to be at or below to");
        }

        if (command.To - command.From >= Limits.ResendEventsMax)
        {
            return Refused($"at most {Limits.ResendEventsMax} events at once");
        }

        uplink.Resend(new SeqRange(command.From, command.To));
        return Done($"events {command.From} to {command.To} are being sent again");
    }

    private static CommandAnswer Recount(RecountCommand command, OccupancyLoop occupancy) => occupancy.Recount(command.Zone, command.Counted) switch
    {
        RecountOutcome.Done => Done($"{command.Zone} is {command.Counted}"),
        RecountOutcome.NoSuchZone => Refused($"there is no zone {command.Zone}"),
        RecountOutcome.NotCounted => Refused($"{command.Zone} has no sensor that counts"),
        _ => Refused($"counted: 0 to {Zone.CountMax}"),
    };

    private static CommandAnswer Reload(UplinkLoop uplink)
    {
        uplink.ReloadLists();
        return Done("the network's lists are being asked for");
    }

    private static CommandAnswer Done(string said) => new(CommandOutcome.Done, said);

    private static CommandAnswer Refused(string said) => new(CommandOutcome.Refused, said);
}
