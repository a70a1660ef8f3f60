using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.CheckIn;

public sealed class CheckInDeskTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();

    public CheckInDeskTests() => _kiosk.Learn(_badges.KeyList);

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    [Fact]
    public void A_good_badge_is_welcome_and_its_visit_is_in_the_journal_before_the_answer()
    {
        _kiosk.Places["door"] = new ReaderPlace("hall", Service.Rest);
        var badge = TestBadges.Badge(category: Category.Parcel);
        var verdict = _kiosk.Desk().Answer(_kiosk.Scan(_badges.Text(badge)));
        Assert.Equal((VerdictKind.Welcome, Category.Parcel), (verdict.Kind, verdict.Category));
        var e = Assert.Single(_kiosk.Events());
        Assert.Equal(EventTypes.VisitCheckedIn, e.Type);
        Assert.Equal(badge.Subject, e.Data.GetProperty("sub").GetString());
        Assert.Equal(badge.Id, e.Data.GetProperty("badge").GetString());
        Assert.Equal("hall", e.Data.GetProperty("zone").GetString());
        Assert.Equal("rest", e.Data.GetProperty("service").GetString());
    }

    [Fact]
    public void A_second_scan_inside_the_window_is_answered_kindly_and_makes_no_second_visit()
    {
        var desk = _kiosk.Desk();
        string text = _badges.Text();
        desk.Answer(_kiosk.Scan(text));
        var first = _kiosk.Time.GetUtcNow();
        _kiosk.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        var again = desk.Answer(_kiosk.Scan(text));
        Assert.Equal((VerdictKind.WelcomeAgain, first), (again.Kind, again.Since));
        Assert.Single(_kiosk.Events());
    }

    [Fact]
    public void After_the_window_it_is_a_new_visit()
    {
        var desk = _kiosk.Desk();
        string text = _badges.Text();
        desk.Answer(_kiosk.Scan(text));
        _kiosk.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(VerdictKind.Welcome, desk.Answer(_kiosk.Scan(text)).Kind);
        Assert.Equal(2, _kiosk.Events().Count);
    }

    [Fact]
    public void A_worker_with_two_badges_is_one_worker()
    {
        var desk = _kiosk.Desk();
        var card = TestBadges.Badge();
        desk.Answer(_kiosk.Scan(_badges.Text(card)));
        Assert.Equal(VerdictKind.WelcomeAgain, desk.Answer(_kiosk.Scan(_badges.Text(card with { Id = Badge.NewId() }))).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_restart_inside_the_window_makes_no_second_visit(bool reboot)
    {
        string text = _badges.Text();
        _kiosk.Desk().Answer(_kiosk.Scan(text));
        _kiosk.Restart();
        _kiosk.Boot = reboot ? Guid.NewGuid() : _kiosk.Boot;
        _kiosk.Time.Advance(TimeSpan.FromMinutes(5));
        var desk = _kiosk.Desk();
        Assert.Equal(VerdictKind.WelcomeAgain, desk.Answer(_kiosk.Scan(text)).Kind);
        _kiosk.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(VerdictKind.Welcome, desk.Answer(_kiosk.Scan(text)).Kind);
    }

    [Fact]
    public void The_networks_policy_sets_the_window()
    {
        _kiosk.Rule(new NetworkPolicy(TestBadges.Now, DebounceSeconds: 60, ListsStaleAfterSeconds: null, []));
        var desk = _kiosk.Desk();
        string text = _badges.Text();
        desk.Answer(_kiosk.Scan(text));
        _kiosk.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(VerdictKind.Welcome, desk.Answer(_kiosk.Scan(text)).Kind);
    }

    [Fact]
    public void A_refused_scan_leaves_nothing_of_the_badge_in_the_journal()
    {
        var badge = TestBadges.Badge(expires: TestBadges.Now.AddHours(-1));
        string text = _badges.Text(badge);
        var verdict = _kiosk.Desk().Answer(_kiosk.Scan(text));
        Assert.Equal((VerdictKind.Refused, RefusalReason.Expired), (verdict.Kind, verdict.Reason));
        _kiosk.Journal.Flush();
        string stored = Assert.Single(_kiosk.Events()).Data.GetRawText();
        Assert.Equal("""{"reason":"expired","reader":"door"}""", stored);
    }

    [Fact]
    public void A_poster_in_the_cameras_view_does_not_fill_the_disk()
    {
        var desk = _kiosk.Desk();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(RefusalReason.Malformed, desk.Answer(_kiosk.Scan("https://example.org/poster")).Reason);
            _kiosk.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _kiosk.Journal.Flush();
        Assert.Single(_kiosk.Events());
    }

    [Fact]
    public void A_visit_that_cannot_be_stored_is_not_welcomed_and_counts_when_it_is_scanned_again()
    {
        var desk = _kiosk.Desk();
        string text = _badges.Text();
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_kiosk.JournalPath};Pooling=False"))
        {
            other.Open();
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            Assert.Equal(RefusalReason.StorageUnavailable, desk.Answer(_kiosk.Scan(text)).Reason);
        }

        Assert.Equal(VerdictKind.Welcome, desk.Answer(_kiosk.Scan(text)).Kind);
        Assert.Single(_kiosk.Events());
    }

    [Fact]
    public void A_visit_that_was_refused_but_is_on_disk_all_the_same_makes_no_second_one()
    {
        var desk = _kiosk.Desk();
        var badge = TestBadges.Badge();
        string text = _badges.Text(badge);
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_kiosk.JournalPath};Pooling=False"))
        {
            other.Open();
            using var write = other.CreateCommand();
            write.CommandText = "BEGIN IMMEDIATE";
            write.ExecuteNonQuery();
            Assert.Equal(RefusalReason.StorageUnavailable, desk.Answer(_kiosk.Scan(text)).Reason);

            write.CommandText = "ROLLBACK";
            write.ExecuteNonQuery();
        }

        // What the failed commit wrote turns up when the file is opened again.
        var visit = EventContent.Of(new VisitCheckedIn(badge.Subject, badge.Id, badge.Category, "door", null, null, [], null));
        using (var file = JournalFile.OpenToWrite(_kiosk.JournalPath))
        {
            file.Commit([JournalRow.Of(1, Guid.NewGuid(), visit, _kiosk.Clock.Now(), Chain.Start(_kiosk.Journal.Epoch))], receipt: null);
        }

        _kiosk.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(VerdictKind.WelcomeAgain, desk.Answer(_kiosk.Scan(text)).Kind);
        Assert.Single(_kiosk.Events());
    }

    [Fact]
    public void While_the_key_list_is_in_doubt_an_unknown_key_is_welcome_and_the_office_gets_the_text_to_verify()
    {
        using var fresh = new TestKiosk();
        string text = _badges.Text();
        var verdict = fresh.Desk().Answer(fresh.Scan(text));
        Assert.Equal(VerdictKind.Welcome, verdict.Kind);
        Assert.Equal([VisitFlag.KeysStale, VisitFlag.KeyUnverified], verdict.Flags);
        var data = Assert.Single(fresh.Events()).Data;
        Assert.Equal(text, data.GetProperty("unverified").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, data.GetProperty("sub").ValueKind);
        Assert.Equal(VerdictKind.WelcomeAgain, fresh.Desk().Answer(fresh.Scan(text)).Kind);
    }

    [Fact]
    public void A_visit_from_before_the_keys_came_is_not_a_second_one_when_the_badge_is_verified_later()
    {
        using var fresh = new TestKiosk();
        string text = _badges.Text();
        Assert.Equal(VerdictKind.Welcome, fresh.Desk().Answer(fresh.Scan(text)).Kind);
        fresh.Learn(_badges.KeyList);
        Assert.Equal(VerdictKind.WelcomeAgain, fresh.Desk().Answer(fresh.Scan(text)).Kind);
        Assert.Single(fresh.Events());
    }
}
