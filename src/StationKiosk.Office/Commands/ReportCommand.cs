using System.CommandLine;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office report</c>: service usage, with how complete it is.</summary>
public static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var from = new Option<string?>("--from") { HelpName = "DATE", Description = "First local date, such as 2026-11-22 (default: today)" };
        var to = new Option<string?>("--to") { HelpName = "DATE", Description = "Last local date, included (default: the same as --from)" };
        var by = new Option<string?>("--by") { HelpName = "WORDS", Description = $"What to tell apart: {string.Join(',', Words.All<Dimension>().Keys)}" };
        var format = new Option<string>("--format") { DefaultValueFactory = _ => "table", HelpName = "FORMAT", Description = "table, csv or json" };
        format.AcceptOnlyFromAmong([.. Words.All<ReportFormat>().Keys]);
        var command = new Command("report", "Counts visits") { from, to, by, format }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((settings, context) =>
        {
            var query = new UsageQuery(context.Store, settings.Days, TimeProvider.System);
            if (!UsageRequest.TryParse(
                arguments.GetValue(from), arguments.GetValue(to), arguments.GetValue(by), query.Today, out var request, out string? fault))
            {
                context.Error.WriteLine($"station-office: {fault}");
                return 1;
            }

            var report = query.Report(request);
            var kind = Words.Read<ReportFormat>(arguments.GetRequiredValue(format))!.Value;
            context.Output.Write(UsageText.Of(report, kind));
            // A CSV stays a CSV: what is said about it goes to the other stream.
            (kind == ReportFormat.Table ? context.Output : context.Error).WriteLine(UsageText.CompletenessLine(report));
            return 0;
        }));
        return command;
    }
}
