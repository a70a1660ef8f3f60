using System.CommandLine;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office command STATION identify|resend|recount|reload</c>: asks a station that is connected, through the running office.</summary>
public static class StationCommandCommand
{
    private const int NoAnswer = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>How much longer than the command's time to wait for the office to write down how it went.</summary>
    private static readonly TimeSpan OfficeMargin = TimeSpan.FromSeconds(3);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var station = new Argument<string>("STATION") { Description = "A station's id" };
        var what = new Argument<string>("COMMAND") { Description = "identify, resend, recount or reload" };
        what.AcceptOnlyFromAmong(CommandNames.Identify, CommandNames.Resend, CommandNames.Recount, CommandNames.Reload);
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10, Description = "identify: for how long the kiosk shows itself" };
        var from = new Option<long>("--from") { Description = "resend: first event of the station's journal" };
        var to = new Option<long>("--to") { Description = "resend: last event" };
        var zone = new Option<string?>("--zone") { Description = "recount: the zone" };
        var counted = new Option<int>("--counted") { Description = "recount: what was counted" };
        var within = new Option<int>("--within") { DefaultValueFactory = _ => 10, Description = "Seconds the station has; afterwards the command is over" };
        var command = new Command("command", "Asks a connected station to do something, through the running office") { station, what, seconds, from, to, zone, counted, within }.WithSettings();
        command.SetAction((arguments, stop) => arguments.WithSettings(settings => RunAsync(
            settings, arguments, arguments.GetRequiredValue(station), arguments.GetRequiredValue(what),
            arguments.GetRequiredValue(what) switch
            {
                CommandNames.Identify => ProtocolJson.Bytes(new IdentifyCommand(arguments.GetValue(seconds)), ProtocolJson.Default.IdentifyCommand),
                CommandNames.Resend => ProtocolJson.Bytes(new ResendCommand(arguments.GetValue(from), arguments.GetValue(to)), ProtocolJson.Default.ResendCommand),
                CommandNames.Recount => ProtocolJson.Bytes(new RecountCommand(arguments.GetValue(zone) ?? "", arguments.GetValue(counted)), ProtocolJson.Default.RecountCommand),
                _ => ProtocolJson.Bytes(new ReloadCommand(), ProtocolJson.Default.ReloadCommand),
            },
            TimeSpan.FromSeconds(Math.Clamp(arguments.GetValue(within), 1, 300)), stop)));
        return command;
    }

    private static async Task<int> RunAsync(OfficeSettings settings, ParseResult arguments, string station, string name, byte[] payload, TimeSpan within, CancellationToken stop)
    {
        var (output, error) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        if (!StationId.TryParse(station, out _))
        {
            await error.WriteLineAsync($"station-office: '{Arguments.OneLine(station)}' is not a station id; station-office station list names them");
            return BadgeCommands.BadInput;
        }

        try
        {
            using var store = OfficeStore.Open(settings.Store.Path);
            var now = TimeProvider.System.GetUtcNow();
            long key = store.Write(tables => tables.Commands.Add(station, name, payload, now, now + within));
            var answer = await AnswerAsync(store, key, now + within + OfficeMargin, stop);
            await (answer.Outcome == CommandOutcome.Done ? output : error).WriteLineAsync($"{station}: {Arguments.OneLine(answer.Said)}");
            return answer.Outcome == CommandOutcome.Done ? 0 : NoAnswer;
        }
        catch (StoreUnavailableException e)
        {
            await error.WriteLineAsync($"station-office: {e.Message}");
            return 1;
        }
    }

    private static async Task<CommandAnswer> AnswerAsync(OfficeStore store, long key, DateTimeOffset until, CancellationToken stop)
    {
        while (store.Read(tables => tables.Commands.Answer(key)) is var answer)
        {
            if (answer is not null)
            {
                return answer;
            }

            if (TimeProvider.System.GetUtcNow() > until)
            {
                var over = new CommandAnswer(CommandOutcome.Refused, "no office runs on this store, so nobody asked the station");
                store.Write(tables => tables.Commands.Answered(key, over));
                return over;
            }

            await Task.Delay(LookEvery, TimeProvider.System, stop);
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
