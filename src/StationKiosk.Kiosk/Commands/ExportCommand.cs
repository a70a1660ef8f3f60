using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk export visits</c>: visits out of the local journal, also while the kiosk runs.</summary>
internal static class ExportCommand
{
    private const string Header = "seq,time,clock,category,reader,zone,service,flags";

    public static Command Create()
    {
        var from = new Option<DateOnly>("--from") { Required = true, Description = "First day (UTC), such as 2026-11-22" };
        var to = new Option<DateOnly>("--to") { Required = true, Description = "Last day (UTC), included" };
        var format = new Option<string>("--format") { DefaultValueFactory = _ => "csv", Description = "csv or jsonl" };
        format.AcceptOnlyFromAmong("csv", "jsonl");
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
            Write(Days(journal, parsed.GetValue(from), parsed.GetValue(to)), parsed.GetValue(format)!, Console.Out);
            return 0;
        }));
        return new Command("export", "Takes data out of the local journal") { visits };
    }

    /// <summary>Writes visits; CSV cells that a spreadsheet would run as a formula are made text.</summary>
    internal static void Write(IEnumerable<JournalEvent> visits, string format, TextWriter to)
    {
        bool csv = format == "csv";
        if (csv)
        {
            to.WriteLine(Header);
        }

        foreach (var e in visits)
        {
            var visit = JsonSerializer.Deserialize(e.Data, ProtocolJson.Default.VisitCheckedIn)!;
            to.WriteLine(csv ? Csv(e, visit) : Jsonl(e, visit));
        }
    }

    private static IEnumerable<JournalEvent> Days(JournalFile journal, DateOnly from, DateOnly to) =>
        journal.ReadVisits(Midnight(from), Midnight(to.AddDays(1)), int.MaxValue).Reverse();

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Jsonl(JournalEvent e, VisitCheckedIn visit) =>
        JsonSerializer.Serialize(
            e with { Data = JsonSerializer.SerializeToElement(visit with { Sub = null, Badge = null, Unverified = null }, ProtocolJson.Default.VisitCheckedIn) },
            ProtocolJson.Default.JournalEvent);

    private static string Csv(JournalEvent e, VisitCheckedIn visit) => string.Join(',', new[]
    {
        e.Seq.ToString(CultureInfo.InvariantCulture), UtcTimeConverter.Text(e.Time), Word(e.Clock), visit.Category is { } category ? Word(category) : "",
        visit.Reader, visit.Zone ?? "", visit.Service is { } service ? Word(service) : "", string.Join(' ', visit.Flags.Select(Word)),
    }.Select(Cell));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>RFC 4180 quoting, and a leading apostrophe where a spreadsheet would see a formula.</summary>
    internal static string Cell(string text)
    {
        string safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
