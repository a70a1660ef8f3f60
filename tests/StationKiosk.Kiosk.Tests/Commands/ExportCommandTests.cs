using System.Text.Json;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Commands;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();

    public ExportCommandTests() => _kiosk.Learn(_badges.KeyList);

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    private string Export(string format)
    {
        using var output = new StringWriter();
        VisitText.Write(_kiosk.Events(), format, output);
        return output.ToString();
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void An_export_holds_every_visit_and_no_pseudonym(string format)
    {
        var desk = _kiosk.Desk();
        var badges = Enumerable.Range(0, 3).Select(_ => TestBadges.Badge()).ToList();
        badges.ForEach(badge => desk.Answer(_kiosk.Scan(_badges.Text(badge))));
        string export = Export(format);
        Assert.Equal(3, export.Split('\n').Count(line => line.Contains("courier", StringComparison.Ordinal)));
        Assert.All(badges, badge =>
        {
            Assert.DoesNotContain(badge.Subject, export, StringComparison.Ordinal);
            Assert.DoesNotContain(badge.Id, export, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Each_jsonl_line_is_an_event_as_the_protocol_writes_it()
    {
        _kiosk.Desk().Answer(_kiosk.Scan(_badges.Text()));
        var e = JsonSerializer.Deserialize(Export("jsonl"), ProtocolJson.Default.JournalEvent)!;
        Assert.Equal((1, EventTypes.VisitCheckedIn), (e.Seq, e.Type));
    }

    [Fact]
    public void A_hostile_zone_name_is_no_formula_in_a_spreadsheet_and_breaks_no_line()
    {
        _kiosk.Places["door"] = new ReaderPlace("=HYPERLINK(\"http://x\"),\n", Service.Rest);
        _kiosk.Desk().Answer(_kiosk.Scan(_badges.Text()));
        Assert.Contains(",\"'=HYPERLINK(\"\"http://x\"\"),\n\",rest", Export("csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("+x", "'+x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("", "")]
    public void A_cell_is_text_and_never_a_formula(string text, string cell) => Assert.Equal(cell, VisitText.Cell(text));
}
