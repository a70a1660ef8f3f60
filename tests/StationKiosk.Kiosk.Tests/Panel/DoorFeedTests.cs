using System.Text;
using System.Threading.Channels;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Panel;

public sealed class DoorFeedTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();
    private readonly DoorFeed _feed;
    private readonly ChannelReader<PageNews> _page;

    public DoorFeedTests()
    {
        _kiosk.Learn(_badges.KeyList);
        _feed = new DoorFeed(_kiosk.Journal);
        _page = _feed.Audience.Join()!;
    }

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    [Fact]
    public void Counted_is_said_when_the_receipt_covers_the_visit_and_not_before()
    {
        var welcome = Answer(_badges.Text());
        Assert.Equal(["verdict"], Heard().Select(news => news.Name));

        Receipt(through: welcome.Seq!.Value - 1);
        Assert.Empty(Heard());
        Receipt(through: welcome.Seq.Value);
        Receipt(through: welcome.Seq.Value);
        Assert.Equal(["counted"], Heard().Select(news => news.Name));
    }

    [Fact]
    public void The_workers_visits_this_month_are_told_where_the_receipt_tells_them_and_are_not_kept_on_the_disk()
    {
        var first = Answer(_badges.Text());
        var second = Answer(_badges.Text());
        Heard();
        Receipt(second.Seq!.Value, new MonthVisits(first.Seq!.Value, 9), new MonthVisits(second.Seq.Value, 3));
        Assert.Equal($$"""{"seq":{{second.Seq}},"month":3}""", Encoding.UTF8.GetString(Assert.Single(Heard()).Json));

        var third = Answer(_badges.Text());
        Assert.Null(_kiosk.Journal.Receipts.MonthOf(third.Seq!.Value));
        _kiosk.Restart();
        Assert.Equal(second.Seq, _kiosk.Journal.Receipts.Through);
        Assert.Null(_kiosk.Journal.Receipts.Month);
    }

    [Fact]
    public void A_refusal_after_it_takes_the_place_of_a_visit_that_is_not_counted_yet()
    {
        var welcome = Answer(_badges.Text());
        Answer("not a badge");
        Heard();
        Receipt(through: welcome.Seq!.Value);
        Assert.Empty(Heard());
    }

    [Fact]
    public void Nothing_of_the_badge_reaches_a_page()
    {
        var badge = TestBadges.Badge();
        Answer(_badges.Text(badge));
        string all = string.Concat(Heard().Select(news => Encoding.UTF8.GetString(news.Json)));
        Assert.Contains("\"kind\":\"welcome\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain(badge.Subject, all, StringComparison.Ordinal);
        Assert.DoesNotContain(badge.Id, all, StringComparison.Ordinal);
        Assert.DoesNotContain("courier", all, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_room_for_so_many_pages_and_again_when_one_goes()
    {
        var pages = Enumerable.Range(1, Audience<PageNews>.PagesMax - 1).Select(_ => _feed.Audience.Join()!).ToList();
        Assert.Null(_feed.Audience.Join());
        _feed.Audience.Leave(pages[0]);
        Assert.NotNull(_feed.Audience.Join());
    }

    [Fact]
    public void A_page_that_does_not_listen_holds_nobody_up_and_hears_the_newest()
    {
        for (int i = 0; i < Audience<PageNews>.WaitingMax * 2; i++)
        {
            _feed.Audience.Say(new PageNews($"{i}", []));
        }

        var heard = Heard();
        Assert.Equal((Audience<PageNews>.WaitingMax, $"{(Audience<PageNews>.WaitingMax * 2) - 1}"), (heard.Count, heard[^1].Name));
    }

    private Verdict Answer(string text)
    {
        var verdict = _kiosk.Desk().Answer(_kiosk.Scan(text));
        _feed.Show(verdict);
        return verdict;
    }

    private void Receipt(long through, params MonthVisits[] month) =>
        Assert.True(_kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, through, [], [], _kiosk.Time.GetUtcNow(), Month: month)));

    private List<PageNews> Heard()
    {
        var heard = new List<PageNews>();
        while (_page.TryRead(out var news))
        {
            heard.Add(news);
        }

        return heard;
    }
}
