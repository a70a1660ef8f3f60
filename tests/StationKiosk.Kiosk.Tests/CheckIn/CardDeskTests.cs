using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.CheckIn;

public sealed class CardDeskTests : IDisposable
{
    private static readonly Card Lunch = new("0011223344556677", CardKind.Service, Service.Dining, "Lunch");

    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();

    public CardDeskTests() => _kiosk.Learn(_badges.KeyList);

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    private string Text(Card card) => CardText.Issue(card, _badges.Issuer);

    private JournalEvent[] Events(string type) => [.. _kiosk.Events().Where(e => e.Type == type)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_card_acts_for_the_badge_scanned_within_twenty_seconds_before_or_after_it(bool cardFirst)
    {
        var desk = _kiosk.Desk();
        var badge = TestBadges.Badge();
        string[] texts = cardFirst ? [Text(Lunch), _badges.Text(badge)] : [_badges.Text(badge), Text(Lunch)];
        var first = desk.Answer(_kiosk.Scan(texts[0]));
        _kiosk.Time.Advance(CardDesk.PairWithin);
        var second = desk.Answer(_kiosk.Scan(texts[1]));
        Assert.Equal((cardFirst ? VerdictKind.ShowBadge : VerdictKind.Welcome, VerdictKind.Welcome), (first.Kind, second.Kind));
        var used = Assert.Single(Events(EventTypes.ServiceUsed)).Data;
        Assert.Equal((Lunch.Id, "service", "dining", "Lunch", badge.Subject), (
            used.GetProperty("card").GetString(), used.GetProperty("kind").GetString(), used.GetProperty("service").GetString(),
            used.GetProperty("label").GetString(), used.GetProperty("sub").GetString()));
        Assert.Single(Events(EventTypes.VisitCheckedIn));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_twenty_seconds_card_and_badge_have_nothing_to_do_with_each_other(bool cardFirst)
    {
        var desk = _kiosk.Desk();
        string badge = _badges.Text();
        desk.Answer(_kiosk.Scan(cardFirst ? Text(Lunch) : badge));
        _kiosk.Time.Advance(CardDesk.PairWithin + TimeSpan.FromMilliseconds(1));
        desk.Answer(_kiosk.Scan(cardFirst ? badge : Text(Lunch)));
        Assert.Empty(Events(EventTypes.ServiceUsed));
    }

    [Fact]
    public void Workers_at_two_readers_are_not_taken_for_one()
    {
        var desk = _kiosk.Desk();
        desk.Answer(_kiosk.Scan(_badges.Text(), "east"));
        Assert.Equal(VerdictKind.ShowBadge, desk.Answer(_kiosk.Scan(Text(Lunch), "west")).Kind);
        Assert.Empty(Events(EventTypes.ServiceUsed));
    }

    [Fact]
    public void A_card_acts_once_for_a_worker_in_the_debounce_window()
    {
        var desk = _kiosk.Desk();
        desk.Answer(_kiosk.Scan(_badges.Text()));
        Assert.Equal(VerdictKind.Welcome, desk.Answer(_kiosk.Scan(Text(Lunch))).Kind);
        Assert.Equal(VerdictKind.WelcomeAgain, desk.Answer(_kiosk.Scan(Text(Lunch))).Kind);
        Assert.Single(Events(EventTypes.ServiceUsed));
    }

    [Fact]
    public void A_problem_card_works_alone_and_never_says_who_reported()
    {
        var desk = _kiosk.Desk();
        var badge = TestBadges.Badge();
        desk.Answer(_kiosk.Scan(_badges.Text(badge)));
        Assert.Equal(VerdictKind.Welcome, desk.Answer(_kiosk.Scan(Text(new Card("8899aabbccddeeff", CardKind.Problem, Service.Restroom, "No water")))).Kind);
        string reported = Assert.Single(Events(EventTypes.ProblemReported)).Data.GetRawText();
        Assert.Equal("""{"card":"8899aabbccddeeff","service":"restroom","label":"No water","reader":"door"}""", reported);
    }

    [Fact]
    public void A_card_that_is_forged_revoked_or_of_an_unknown_key_does_nothing()
    {
        using var other = new TestBadges();
        var lists = new CardList(TestBadges.Now, [Lunch.Id]);
        Assert.Null(_kiosk.Lists.Receive(Topics.Cards, ProtocolJson.Bytes(lists, ProtocolJson.Default.CardList)));
        var desk = _kiosk.Desk();
        var good = new Card("8899aabbccddeeff", CardKind.Event);
        Assert.Equal(RefusalReason.Revoked, desk.Answer(_kiosk.Scan(Text(Lunch))).Reason);
        Assert.Equal(RefusalReason.UnknownKey, desk.Answer(_kiosk.Scan(CardText.Issue(good, other.Issuer))).Reason);
        Assert.Equal(RefusalReason.Malformed, desk.Answer(_kiosk.Scan("SKC1JUNK")).Reason);
    }

    [Fact]
    public void A_cards_use_that_cannot_be_stored_is_not_answered_as_if_it_were()
    {
        var desk = _kiosk.Desk();
        desk.Answer(_kiosk.Scan(_badges.Text()));
        _kiosk.WhileTheLogCannotBeWritten(() => Assert.Equal(RefusalReason.StorageUnavailable, desk.Answer(_kiosk.Scan(Text(Lunch))).Reason));
    }
}
