using System.IO.Compression;
using System.Xml.Linq;
using StationKiosk.Office.Usage;

namespace StationKiosk.Office.Tests.Usage;

/// <summary>The workbook as another program reads it: a zip with XML in it (ECMA-376).</summary>
public sealed class UsageSheetTests
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly DateOnly Day = new(2026, 11, 22);

    [Fact]
    public async Task A_workbook_holds_the_rows_of_the_report_with_figures_as_numbers_and_says_how_complete_it_is()
    {
        var sheets = await Read(Report("west-gate", visits: 1204, completeness: 0.98), Report("east-gate", visits: null, completeness: 0));
        Assert.Equal([["station:s", "visits:s", "completeness:s"], ["west-gate:s", "1204:n", "0.98:n"]], sheets[0]);
        Assert.Contains(sheets[1], row => row.SequenceEqual(["From:s", "2026-11-22:s"]));
        Assert.Contains(sheets[1], row => row[0] == "Completeness:s" && row[1].Length > 5);
        Assert.Equal(["east-gate:s", ":s", "0:n"], sheets[2][1]);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://elsewhere.example\")")]
    [InlineData("+1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("<script>alert(1)</script>&amp;]]>")]
    [InlineData("\u202egnimoc\u202c\u0007")]
    public async Task Whatever_a_text_says_it_is_a_text_in_its_cell_and_never_a_formula(string text)
    {
        var sheets = await Read(Report(text, visits: 1, completeness: 1), Report(new string('长', 10_000), visits: 1, completeness: 1));
        Assert.Equal($"{text.Replace("\u0007", "", StringComparison.Ordinal)}:s", sheets[0][1][0].Replace("\u0007", "", StringComparison.Ordinal));
        Assert.Equal(10_002, sheets[2][1][0].Length);
    }

    private static UsageReport Report(string station, long? visits, double completeness) => new(
        Day, Day, "Asia/Shanghai", ["station"], visits, new Completeness(completeness, []), [],
        [new UsageRow(station, Service: null, Category: null, Day: null, Hour: null, Weekday: null, Month: null, visits, completeness)]);

    /// <summary>The sheets of each report's workbook one after the other: rows of cells, each as <c>text:type</c>, type <c>s</c> or <c>n</c>.</summary>
    private static async Task<List<List<string[]>>> Read(params UsageReport[] reports)
    {
        var sheets = new List<List<string[]>>();
        foreach (var report in reports)
        {
            using var zip = new ZipArchive(new MemoryStream(await UsageSheet.Of(report)));
            sheets.AddRange(new[] { "sheet1", "sheet2" }.Select(name => Rows(XDocument.Load(zip.GetEntry($"xl/worksheets/{name}.xml")!.Open()))));
        }

        return sheets;
    }

    private static List<string[]> Rows(XDocument sheet)
    {
        Assert.Empty(sheet.Descendants(Main + "f"));
        return [.. sheet.Descendants(Main + "row").Select(row => row.Elements(Main + "c").Select(Cell).ToArray())];
    }

    private static string Cell(XElement cell) => (string?)cell.Attribute("t") switch
    {
        "inlineStr" or "str" => $"{cell.Value}:s",
        null or "n" => $"{cell.Value}:n",
        var type => $"{cell.Value}:{type}",
    };
}
