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

            VisitText.Write(Days(path, parsed.GetValue(from), parsed.GetValue(to)), parsed.GetValue(format)!, Console.Out);
            return 0;
        }));
        return new Command("export", "Takes data out of the local journal") { visits };
    }

    /// <summary>The newest may be in the log alone.</summary>
    private static IEnumerable<JournalEvent> Days(string path, DateOnly from, DateOnly to)
    {
        using var journal = JournalFile.OpenToRead(path);
        var (start, end) = (Midnight(from), Midnight(to.AddDays(1)));
        var (epoch, last) = (journal.ReadHead()?.Epoch, journal.Last()?.Seq ?? 0);
        var recent = EventLog.Read(path).Where(frame => frame.Epoch == epoch && frame.Seq > last).Select(frame => JournalRow.Of(frame).Event);
        return [.. journal.ReadVisits(start, end, int.MaxValue, last + 1).Reverse(), .. recent.Where(e => e.Type == EventTypes.VisitCheckedIn && e.Time >= start && e.Time < end)];
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
