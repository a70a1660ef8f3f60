using System.Globalization;
using SpreadCheetah;

namespace StationKiosk.Office.Usage;

/// <summary>A report as an Excel workbook (ECMA-376). Texts are cells of type text, so none is ever a formula.</summary>
public static class UsageSheet
{
    /// <summary>Its content type.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Writes one.</summary>
    public static async Task<byte[]> Of(UsageReport report, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var stream = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(stream, cancellationToken: stop))
        {
            await book.StartWorksheetAsync("Visits", token: stop);
            int figures = report.By.Count;
            foreach (string[] line in UsageText.Cells(report, none: ""))
            {
                await book.AddRowAsync(line.Select((text, column) => CellOf(text, isFigure: column >= figures)).ToList(), stop);
            }

            await book.StartWorksheetAsync("About", token: stop);
            await book.AddRowAsync([new Cell("From"), new Cell($"{report.From:yyyy-MM-dd}")], stop);
            await book.AddRowAsync([new Cell("To"), new Cell($"{report.To:yyyy-MM-dd}")], stop);
            await book.AddRowAsync([new Cell("Time zone"), new Cell(report.TimeZone)], stop);
            await book.AddRowAsync([new Cell("Completeness"), new Cell(UsageText.CompletenessLine(report))], stop);
            await book.FinishAsync(stop);
        }

        return stream.ToArray();
    }

    private static Cell CellOf(string text, bool isFigure) =>
        isFigure && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double figure) ? new Cell(figure) : new Cell(text);
}
