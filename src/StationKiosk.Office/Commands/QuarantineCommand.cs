using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office quarantine list|show|redrive|discard</c>, on the store's file; the office may run meanwhile.</summary>
public static class QuarantineCommand
{
    private const int ReasonCharactersMax = 200;

    /// <summary>The command.</summary>
    public static Command Create() => new("quarantine", "What came and could not be read") { List(), Show(), Redriving(), Discard() };

    private static Command List()
    {
        var station = new Option<string?>("--station") { HelpName = "ID", Description = "Only this station's" };
        var command = new Command("list", "Lists every entry, oldest first") { station }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            foreach (var entry in context.Store.Read(tables => tables.Quarantine.All(arguments.GetValue(station))))
            {
                context.Output.WriteLine(Line(entry));
            }

            return 0;
        }));
        return command;
    }

    private static Command Show()
    {
        var key = KeyArgument();
        var command = new Command("show", "Shows one entry and what came, on one line") { key }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithEntry(key, (entry, context) =>
        {
            context.Output.WriteLine(Line(entry));
            context.Output.WriteLine(Arguments.OneLine(Encoding.UTF8.GetString(entry.Poison.Bytes)));
            return 0;
        }));
        return command;
    }

    private static Command Redriving()
    {
        var key = new Argument<long?>("KEY") { Arity = ArgumentArity.ZeroOrOne, Description = "As quarantine list names it; left out: every entry" };
        var command = new Command("redrive", "Reads entries again, as after an upgrade; what can be read now is stored and counted") { key }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((settings, context) =>
        {
            long[]? keys = arguments.GetValue(key) is { } one ? [one] : null;
            var folder = new KeyFolder(settings.Keys, NullLogger<KeyFolder>.Instance);
            var (tried, read) = Redrive.Quarantine(context.Store, keys, new BadgeCheck(folder.Keys), TimeProvider.System.GetUtcNow());
            context.Output.WriteLine($"{read} of {tried} read");
            return read == tried ? 0 : 1;
        }));
        return command;
    }

    private static Command Discard()
    {
        var key = KeyArgument();
        var reason = new Option<string>("--reason") { Required = true, HelpName = "TEXT", Description = "Why it is nothing; kept with the entry, whose bytes go" };
        reason.Validators.Add(result =>
        {
            string text = result.Tokens is [var token, ..] ? token.Value : "";
            if (text.Length is 0 or > ReasonCharactersMax || text.Any(char.IsControl))
            {
                result.AddError($"--reason: 1 to {ReasonCharactersMax} characters in one line");
            }
        });
        var command = new Command("discard", "Gives one entry up") { key, reason }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithEntry(key, (entry, context) =>
        {
            context.Store.Write(tables =>
            {
                tables.Quarantine.Discard(entry.Key, arguments.GetRequiredValue(reason));
                return true;
            });
            context.Output.WriteLine($"{entry.Key} discarded");
            return 0;
        }));
        return command;
    }

    private static Argument<long> KeyArgument() => new("KEY") { Description = "The entry's number, as quarantine list names it" };

    private static Task<int> WithEntry(this ParseResult arguments, Argument<long> key, Func<QuarantineEntry, CommandContext, int> act) =>
        arguments.WithStore((_, context) =>
        {
            long number = arguments.GetRequiredValue(key);
            if (context.Store.Read(tables => tables.Quarantine.One(number)) is { } entry)
            {
                return act(entry, context);
            }

            context.Error.WriteLine($"station-office: the quarantine has no entry {number}; station-office quarantine list names those that it has");
            return 1;
        });

    private static string Line(QuarantineEntry entry)
    {
        string seq = entry.Poison.Seq is { } number ? $" event {number}" : "";
        string discarded = entry.Discarded is { } reason ? $"  discarded: {reason}" : "";
        return Arguments.OneLine(
            $"{entry.Key}  {UtcTimeConverter.Text(entry.FirstAt)}  {entry.Times}x  {entry.Poison.Topic}{seq}  {entry.Poison.Bytes.Length} bytes  {entry.Poison.Why}{discarded}");
    }
}
