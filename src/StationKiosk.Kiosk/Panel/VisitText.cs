using System.Globalization;
using System.Text.Json;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>Visits as text, without pseudonyms: for <c>station-kiosk export visits</c> and <c>/visits.csv</c>.</summary>
internal static class VisitText
{
    public const string Csv = "csv", JsonLines = "jsonl";

    private const string Header = "seq,time,clock,category,reader,zone,service,flags";

    /// <summary>Writes visits; CSV cells that a spreadsheet would run as a formula are made text.</summary>
    public static void Write(IEnumerable<JournalEvent> visits, string format, TextWriter to)
    {
        bool csv = format == Csv;
        if (csv)
        {
            to.WriteLine(Header);
        }

        foreach (var e in visits)
        {
            var visit = JsonSerializer.Deserialize(e.Data, ProtocolJson.Default.VisitCheckedIn)!;
            to.WriteLine(csv ? CsvLine(e, visit) : JsonLine(e, visit));
        }
    }

    /// <summary>RFC 4180 quoting, and a leading apostrophe where a spreadsheet would see a formula.</summary>
    public static string Cell(string text)
    {
        string safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string JsonLine(JournalEvent e, VisitCheckedIn visit) =>
        JsonSerializer.Serialize(
            e with { Data = JsonSerializer.SerializeToElement(visit with { Sub = null, Badge = null, Unverified = null }, ProtocolJson.Default.VisitCheckedIn) },
            ProtocolJson.Default.JournalEvent);

    private static string CsvLine(JournalEvent e, VisitCheckedIn visit) => string.Join(',', new[]
    {
        e.Seq.ToString(CultureInfo.InvariantCulture), UtcTimeConverter.Text(e.Time), Word(e.Clock), visit.Category is { } category ? Word(category) : "",
        visit.Reader, visit.Zone ?? "", visit.Service is { } service ? Word(service) : "", string.Join(' ', visit.Flags.Select(Word)),
    }.Select(Cell));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
