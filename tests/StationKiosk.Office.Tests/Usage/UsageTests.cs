using Microsoft.Extensions.Time.Testing;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Usage;

public sealed class UsageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public UsageTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Hours_and_days_are_local_even_where_the_offset_is_not_whole_hours()
    {
        // 18:20 UTC is 00:05 of the next day in Kathmandu (+05:45), 18:10 is 23:55.
        Put(Samples.Visit(1, Utc(18, 10)), Samples.Visit(2, Utc(18, 20)), Samples.Visit(3, Utc(19, 20)));
        var rows = Report("Asia/Kathmandu", "2026-11-22", "2026-11-23", "day,hour").Rows;
        Assert.Equal([("2026-11-22", 23, 1L), ("2026-11-23", 0, 1L), ("2026-11-23", 1, 1L)], rows.Select(row => ($"{row.Day:yyyy-MM-dd}", row.Hour!.Value, row.Visits!.Value)));
    }

    [Fact]
    public void A_day_that_clocks_are_put_back_has_twenty_five_hours_and_loses_none()
    {
        var start = new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero);
        Put([.. Enumerable.Range(-1, 27).Select(hour => Samples.Visit(hour + 2, start.AddHours(hour)))]);
        var rows = Report("Europe/Berlin", "2026-10-25", "2026-10-25", "hour").Rows;
        Assert.Equal(25, rows.Sum(row => row.Visits));
        Assert.Equal(2, rows.Single(row => row.Hour == 2).Visits);
    }

    [Fact]
    public void Any_combination_can_be_told_apart_and_adds_up_to_the_same()
    {
        var random = new Random(7);
        Put([.. Enumerable.Range(1, 200).Select(seq => Samples.Visit(
            seq, Utc(0, 0).AddMinutes(random.Next(1440)), random.GetItems(Enum.GetValues<Category>(), 1)[0],
            random.GetItems<Service?>([null, .. Enum.GetValues<Service>().Cast<Service?>()], 1)[0]))]);
        foreach (string by in (string[])["", "station", "service", "category", "hour", "day", "station,service,category,hour,day", "hour,service"])
        {
            var report = Report("UTC", "2026-11-22", "2026-11-22", by);
            Assert.Equal((200L, 200L), (report.Total!.Value, report.Rows.Sum(row => row.Visits)));
        }

        Assert.Contains(Report("UTC", "2026-11-22", "2026-11-22", "service").Rows, row => row.Service == "door");
    }

    [Fact]
    public void The_last_day_is_included_the_next_is_not_and_uncounted_visits_are_not_counted()
    {
        var uncounted = Samples.Event(3, EventContent.Of(new VisitCheckedIn(null, null, null, "door", null, null, [VisitFlag.KeyUnverified], "SK1JUNK")), Utc(3, 0));
        Put(Samples.Visit(1, Utc(0, 0)), Samples.Visit(2, Utc(24, 0)), uncounted);
        Assert.Equal(1, Report("UTC", "2026-11-22", "2026-11-22", "").Total);
        Assert.Equal(3, _store.Read(tables => tables.Visits.Of("west-gate")).Count);
    }

    [Fact]
    public void A_station_of_which_nothing_is_known_has_no_count_and_one_known_to_be_empty_has_zero()
    {
        foreach (string id in (string[])["dark", "quiet"])
        {
            _store.Write(tables => tables.Stations.Put(new RegisteredStation(id, id, [], null, null, Utc(0, 0), null)));
        }

        _store.Take(Utc(4, 0), [], Samples.Incoming("quiet", Samples.Health(0, Utc(1, 0))));
        _store.Take(Utc(5, 0), [], Samples.Incoming("quiet", Samples.Health(0, Utc(4, 0))));
        Put(Samples.Visit(1, Utc(2, 0)));
        var report = Report("UTC", "2026-11-22", "2026-11-22", "station");
        Assert.Equal([("dark", null), ("quiet", 0L), ("west-gate", 1L)], report.Rows.Select(row => (row.Station, row.Visits)));
        Assert.Equal(["dark", "quiet"], report.Completeness.Short.Select(each => each.Station));
    }

    [Fact]
    public void What_comes_late_counts_in_its_own_day_and_the_day_says_how_many_came_late_and_when()
    {
        Put(Samples.Visit(1, Utc(1, 0)), Samples.Visit(2, Utc(2, 0)));
        Assert.Empty(Report("UTC", "2026-11-22", "2026-11-23", "day").Late);

        var arrived = Utc(29, 0);
        _store.Take(arrived, [], Samples.Incoming("west-gate", new EventBatch(Samples.Epoch, [Samples.Visit(3, Utc(3, 0)), Samples.Visit(4, Utc(28, 50))])));
        var report = Report("UTC", "2026-11-22", "2026-11-23", "day");
        Assert.Equal([("2026-11-22", 3L), ("2026-11-23", 1L)], report.Rows.Select(row => ($"{row.Day:yyyy-MM-dd}", row.Visits!.Value)));
        Assert.Equal([new LateDay(new DateOnly(2026, 11, 22), 1, arrived)], report.Late);
    }

    [Theory]
    [InlineData("2026-02-30", null, null)]
    [InlineData("2026-11-22", "2026-11-21", null)]
    [InlineData("2026-11-22", "2026-11-20", null)]
    [InlineData("0001-01-01", "9999-12-31", null)]
    [InlineData(null, null, "colour")]
    public void A_question_that_makes_no_sense_is_refused_in_one_line(string? from, string? to, string? by)
    {
        Assert.False(UsageRequest.TryParse(from, to, by, new DateOnly(2026, 11, 22), out _, out string? fault));
        Assert.DoesNotContain('\n', fault);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+a", "'+a")]
    [InlineData("-a", "'-a")]
    [InlineData("@a", "'@a")]
    [InlineData("\ta", "\"'\ta\"")]
    [InlineData("\ra", "\"'\ra\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("plain", "plain")]
    public void A_csv_cell_is_never_a_formula(string text, string cell) => Assert.Equal(cell, UsageText.Cell(text));

    [Fact]
    public void A_csv_has_one_line_for_each_row_and_a_table_its_columns_in_line()
    {
        Put(Samples.Visit(1, Utc(1, 0)), Samples.Visit(2, Utc(1, 1), service: null));
        var report = Report("UTC", "2026-11-22", "2026-11-22", "station,service");
        Assert.Equal("station,service,visits,completeness\r\nwest-gate,door,1,\r\nwest-gate,rest,1,\r\n", UsageText.Of(report, ReportFormat.Csv));
        Assert.Equal("station    service  visits  completeness\nwest-gate  door          1              \nwest-gate  rest          1              \n", UsageText.Of(report, ReportFormat.Table));
        Assert.Contains("\"total\":2", UsageText.Of(report, ReportFormat.Json), StringComparison.Ordinal);
    }

    private static DateTimeOffset Utc(int hour, int minute) => new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero).AddHours(hour).AddMinutes(minute);

    private void Put(params JournalEvent[] events) => _store.Take(Samples.Now, [], Samples.Incoming("west-gate", new EventBatch(Samples.Epoch, events)));

    private UsageReport Report(string zone, string from, string to, string by)
    {
        var query = new UsageQuery(_store, new LocalDays(TimeZoneInfo.FindSystemTimeZoneById(zone)), new FakeTimeProvider(Utc(30, 0)));
        Assert.True(UsageRequest.TryParse(from, to, by, query.Today, out var request, out string? fault), fault);
        return query.Report(request);
    }
}
