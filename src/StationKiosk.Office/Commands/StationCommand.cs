using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office station add|list|retire</c>: the register, on the store's file; the office may run meanwhile.</summary>
public static class StationCommand
{
    private const int NameCharactersMax = 100;

    /// <summary>The command.</summary>
    public static Command Create() => new("station", "The station register") 
    {
        Add(), List(), Retire(), StationTrustCommands.Code(IdArgument()), StationTrustCommands.Revoke(IdArgument()), StationTrustCommands.Readmit(IdArgument()),
    };

    private static Command Add()
    {
        var id = IdArgument();
        var name = new Option<string>("--name") { Required = true, HelpName = "N", Description = "Its name for people" };
        name.Validators.Add(result => Check(result, IsName(Value(result)), $"--name: 1 to {NameCharactersMax} characters in one line"));
        var zones = new Option<RegisteredZone[]>("--zone")
        {
            HelpName = "name:service[:capacity]",
            Description = $"A sensed area, any number of times; service: {string.Join(' ', Words.All<Service>().Keys)}",
            CustomParser = ReadZones,
            Arity = ArgumentArity.ZeroOrMore,
        };
        var latitude = Degrees("--lat", "Degrees north", 90);
        var longitude = Degrees("--lon", "Degrees east", 180);
        var qr = StationTrustCommands.QrOption();
        var command = new Command("add", "Registers a station, or changes one; a new one gets an enrolment code") { id, name, zones, latitude, longitude, qr }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((settings, context) => StationTrustCommands.Guarded(context, () =>
        {
            var station = new RegisteredStation(
                arguments.GetRequiredValue(id), arguments.GetRequiredValue(name), arguments.GetValue(zones) ?? [],
                arguments.GetValue(latitude), arguments.GetValue(longitude), TimeProvider.System.GetUtcNow(), RetiredAt: null);
            bool isNew = context.Store.Write(tables => tables.Stations.Put(station));
            context.Output.WriteLine($"station {station.Id} {(isNew ? "registered" : "changed")}");
            if (isNew && StationTrustCommands.Desk(settings, context.Store) is { } desk)
            {
                StationTrustCommands.Print(desk, context, station.Id, TrustDesk.CodeLife, arguments.GetValue(qr));
            }
        })));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists every station").WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            foreach (var station in context.Store.Read(tables => tables.Stations.All()))
            {
                string zones = string.Join(' ', station.Zones.Select(zone => $"{zone.Name}:{zone.Service.Word()}:{zone.Capacity?.ToString() ?? "?"}"));
                string retired = station.RetiredAt is { } at ? $"  retired {UtcTimeConverter.Text(at)}" : "";
                context.Output.WriteLine($"{station.Id}  {station.Name}  {zones}{retired}");
            }

            return 0;
        }));
        return command;
    }

    private static Command Retire()
    {
        var id = IdArgument();
        var command = new Command("retire", "Takes a station out of service; what it sent stays") { id }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            string station = arguments.GetRequiredValue(id);
            if (!context.Store.Write(tables => tables.Stations.Retire(station, TimeProvider.System.GetUtcNow())))
            {
                context.Error.WriteLine($"station-office: station '{station}' is not registered; station-office station list names those that are");
                return 1;
            }

            context.Output.WriteLine($"station {station} retired");
            return 0;
        }));
        return command;
    }

    private static Argument<string> IdArgument()
    {
        var id = new Argument<string>("ID") { Description = $"{StationId.LengthMin} to {StationId.LengthMax} of a-z, 0-9 and '-'" };
        id.Validators.Add(result => Check(
            result, StationId.TryParse(Value(result), out _),
            $"'{Value(result)}' is not a station id: {StationId.LengthMin} to {StationId.LengthMax} of a-z, 0-9 and '-'"));
        return id;
    }

    private static Option<double?> Degrees(string name, string description, double max)
    {
        var option = new Option<double?>(name) { HelpName = "DEGREES", Description = description };
        option.Validators.Add(result => Check(
            result,
            double.TryParse(Value(result), CultureInfo.InvariantCulture, out double degrees) && Math.Abs(degrees) <= max,
            $"{name} '{Value(result)}': degrees from -{max} to {max}"));
        return option;
    }

    private static RegisteredZone[] ReadZones(ArgumentResult result)
    {
        var zones = new List<RegisteredZone>();
        foreach (var token in result.Tokens)
        {
            if (ReadZone(token.Value) is { } zone && zones.All(other => other.Name != zone.Name))
            {
                zones.Add(zone);
            }
            else
            {
                result.AddError($"--zone '{token.Value}': a new name, one of {string.Join(", ", Words.All<Service>().Keys)}, and places, such as hall:rest:20");
            }
        }

        return [.. zones];
    }

    private static RegisteredZone? ReadZone(string text)
    {
        string[] parts = text.Split(':');
        int? capacity = null;
        if (parts.Length == 3 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int places))
        {
            capacity = places;
        }

        bool wellFormed = parts.Length == 2 || (parts.Length == 3 && capacity is not null);
        return wellFormed && IsName(parts[0]) && Words.TryRead(parts[1], out Service service) ? new RegisteredZone(parts[0], service, capacity) : null;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= NameCharactersMax && !text.Any(char.IsControl);

    private static string Value(SymbolResult result) => result.Tokens is [var token, ..] ? token.Value : "";

    private static void Check(SymbolResult result, bool holds, string fault)
    {
        if (!holds)
        {
            result.AddError(fault);
        }
    }
}
