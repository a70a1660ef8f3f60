using System.CommandLine;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk export visits</c>: visits out of the local journal, also while the kiosk runs.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var from = new Option<DateOnly>("--from") { Required = true, Description = "First day (UTC), such as 2026-11-22" };
        var to = new Option<DateOnly>("--to") { Required = true, Description = "Last day (UTC), included" };
        var format = new Option<string>("--format") { DefaultValueFactory = _ => VisitText.Csv, Description = "csv or jsonl" };
        format.AcceptOnlyFromAmong(VisitText.Csv, VisitText.JsonLines);
        var visits = new Command("visits", "Visits, without pseudonyms, oldest first") { from, to, format };
        visits.SetAction(parsed => CommandSettings.With(parsed, settings =>
        {
            string path = settings.JournalFile;
            if (!File.Exists(path))
            {
                Console.Error.WriteLine($"station-kiosk: no journal at {path}: name the kiosk's configuration with --config FILE");
                return 1;
            }

            using var journal = JournalFile.OpenToRead(path);
            VisitText.Write(Days(journal, parsed.GetValue(from), parsed.GetValue(to)), parsed.GetValue(format)!, Console.Out);
            return 0;
        }));
        return new Command("export", "Takes data out of the local journal") { visits };
    }

    private static IEnumerable<JournalEvent> Days(JournalFile journal, DateOnly from, DateOnly to) =>
        journal.ReadVisits(Midnight(from), Midnight(to.AddDays(1)), int.MaxValue).Reverse();

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
