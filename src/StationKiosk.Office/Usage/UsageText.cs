using System.Text;
using System.Text.Json;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Usage;

/// <summary>How a report is written (closed set).</summary>
public enum ReportFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>RFC 4180, safe to open in a spreadsheet.</summary>
    Csv,

    /// <summary>As <c>/api/usage</c> answers.</summary>
    Json,
}

/// <summary>A report as text (pure).</summary>
public static class UsageText
{
    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>Writes a report.</summary>
    public static string Of(UsageReport report, ReportFormat format)
    {
        ArgumentNullException.ThrowIfNull(report);
        return format switch
        {
            ReportFormat.Json => JsonSerializer.Serialize(report, OfficeJson.Default.UsageReport) + "\n",
            ReportFormat.Csv => Csv(Cells(report, none: "")),
            _ => Table(Cells(report, none: "no data")),
        };
    }

    /// <summary>How complete the report is, in a line.</summary>
    public static string CompletenessLine(UsageReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string figure = report.Completeness.Ratio is { } ratio ? $"complete: {Math.Floor(ratio * 1000) / 10:0.0} % of the station time expected" : "complete: no station time is expected";
        string shortfalls = string.Join("; ", report.Completeness.Short.Select(each => $"{each.Station} short since {UtcTimeConverter.Text(each.Since)}"));
        return shortfalls.Length == 0 ? figure : $"{figure}; {shortfalls}";
    }

    /// <summary>A CSV cell: quoted where needed, and never a formula to a spreadsheet (OWASP, CSV injection).</summary>
    public static string Cell(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string safe = text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n\t") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    internal static List<string[]> Cells(UsageReport report, string none)
    {
        var columns = report.By.Select(word => Words.Read<Dimension>(word)!.Value).ToList();
        var lines = new List<string[]> { (string[])[.. report.By, "visits", "completeness"] };
        lines.AddRange(report.Rows.Select(row => (string[])[.. columns.Select(column => Text(row, column)), row.Visits?.ToString() ?? none, Share(row.Completeness ?? report.Completeness.Ratio)]));
        if (lines.Count == 1 && columns.Count == 0)
        {
            lines.Add([report.Total?.ToString() ?? none, Share(report.Completeness.Ratio)]);
        }

        return lines;
    }

    /// <summary>Rounded down: what is not complete never reads as complete.</summary>
    private static string Share(double? ratio) => ratio is { } share ? $"{Math.Floor(share * 1000) / 1000:0.###}" : "";

    private static string Text(UsageRow row, Dimension column) => column switch
    {
        Dimension.Station => row.Station!,
        Dimension.Service => row.Service!,
        Dimension.Category => row.Category!,
        Dimension.Day => $"{row.Day:yyyy-MM-dd}",
        Dimension.Weekday => $"{row.Weekday}",
        Dimension.Month => row.Month!,
        _ => $"{row.Hour:00}",
    };

    private static string Csv(List<string[]> lines) => string.Concat(lines.Select(line => string.Join(',', line.Select(Cell)) + "\r\n"));

    private static string Table(List<string[]> lines)
    {
        int[] widths = [.. lines[0].Select((_, column) => lines.Max(line => line[column].Length))];
        var text = new StringBuilder();
        foreach (string[] line in lines)
        {
            var cells = line.Select((cell, column) => column >= line.Length - 2 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells)).Append('\n');
        }

        return text.ToString();
    }
}
