using System.Text;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

public sealed class MonthlyVisitsTests : IDisposable
{
    private static readonly LocalDays Days = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    /// <summary>00:30 on the first of the month where the office is; in UTC it is still the last of the month before.</summary>
    private static readonly DateTimeOffset FirstOfMonth = new(2026, 10, 31, 16, 30, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public MonthlyVisitsTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_receipt_says_how_often_the_worker_came_this_month_at_every_station()
    {
        Take(FirstOfMonth.AddDays(3), "north", Visit(1, FirstOfMonth.AddMinutes(-40)), Visit(2, FirstOfMonth), Visit(3, FirstOfMonth.AddDays(2)));
        var receipt = Take(FirstOfMonth.AddDays(4), "south", Visit(1, FirstOfMonth.AddDays(4)));
        Assert.Equal([new MonthVisits(1, 3)], receipt.Month);
    }

    [Fact]
    public void Another_workers_visits_and_those_that_do_not_count_are_not_in_it()
    {
        Take(FirstOfMonth.AddHours(2), "north", Visit(1, FirstOfMonth, "OTHERWRK"), Visit(2, FirstOfMonth, badgeText: "SK1NOBADGE"));
        var receipt = Take(FirstOfMonth.AddDays(4), "north", Visit(3, FirstOfMonth.AddDays(4)), Visit(4, FirstOfMonth.AddDays(4), badgeText: "SK1NOBADGE"));
        Assert.Equal([new MonthVisits(3, 1)], receipt.Month);
    }

    [Fact]
    public void No_pseudonym_is_in_the_receipt()
    {
        var receipt = Take(FirstOfMonth, "north", Visit(1, FirstOfMonth));
        Assert.NotNull(receipt.Month);
        Assert.DoesNotContain("ABCDEFGH", Encoding.UTF8.GetString(ProtocolJson.Bytes(receipt, ProtocolJson.Default.Receipt)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_visit_that_comes_late_or_again_gets_no_count()
    {
        Assert.Null(Take(FirstOfMonth.Add(MonthlyVisits.FreshFor).AddSeconds(1), "north", Visit(1, FirstOfMonth)).Month);
        Assert.NotNull(Take(FirstOfMonth, "south", Visit(1, FirstOfMonth)).Month);
        Assert.Null(Take(FirstOfMonth, "south", Visit(1, FirstOfMonth)).Month);
    }

    [Fact]
    public void Of_many_at_once_only_the_newest_are_named()
    {
        var receipt = Take(FirstOfMonth, "north", [.. Enumerable.Range(1, 100).Select(seq => Visit(seq, FirstOfMonth))]);
        Assert.Equal(Enumerable.Range(93, Limits.MonthVisitsMax).Select(seq => new MonthVisits(seq, 100)), receipt.Month);
    }

    [Fact]
    public void Counting_ends_at_a_bound()
    {
        Take(FirstOfMonth.AddDays(1), "north", [.. Enumerable.Range(1, MonthlyVisits.VisitsMax + 10).Select(seq => Visit(seq, FirstOfMonth))]);
        Assert.Equal([new MonthVisits(1, MonthlyVisits.VisitsMax)], Take(FirstOfMonth, "south", Visit(1, FirstOfMonth)).Month);
    }

    private static JournalEvent Visit(long seq, DateTimeOffset time, string sub = "ABCDEFGH", string? badgeText = null) => Samples.Event(
        seq,
        EventContent.Of(badgeText is null
            ? new VisitCheckedIn(sub, "0123456789abcdef", Category.Courier, "door", "hall", Service.Rest, [], Unverified: null)
            : new VisitCheckedIn(null, null, null, "door", "hall", Service.Rest, [VisitFlag.KeyUnverified], badgeText)),
        time);

    private Receipt Take(DateTimeOffset now, string station, params JournalEvent[] events) => _store.Write(tables =>
    {
        var book = new IntakeBook(tables, new BadgeCheck(() => []), now);
        foreach (var batch in events.Chunk(Limits.BatchEventsMax))
        {
            book.Enter(Samples.Incoming(station, new EventBatch(Samples.Epoch, batch)));
        }

        return new MonthlyVisits(tables.Visits, Days).AddTo(book.Close());
    }).Receipts.Single().Receipt;
}
