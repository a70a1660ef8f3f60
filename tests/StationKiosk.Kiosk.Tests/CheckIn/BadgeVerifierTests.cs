using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.CheckIn;

public sealed class BadgeVerifierTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();

    public BadgeVerifierTests() => _kiosk.Learn(_badges.KeyList);

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    private BadgeCheck Check(string text) =>
        BadgeVerifier.Check(text, _kiosk.Lists.Current(CheckInOptions.Default.ListsStaleAfter), TestKiosk.Station, _kiosk.Clock.Now());

    private static void IsRefused(RefusalReason reason, BadgeCheck check) => Assert.Equal(new BadgeCheck.Refused(reason), check);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("SK1")]
    [InlineData("SK1!!!!")]
    [InlineData("sk1abcdef")]
    public void A_text_that_is_no_badge_is_malformed(string text) => IsRefused(RefusalReason.Malformed, Check(text));

    [Fact]
    public void An_oversize_badge_is_malformed() => IsRefused(RefusalReason.Malformed, Check("SK1" + new string('A', Limits.BadgeTextMax)));

    [Fact]
    public void A_truncated_badge_is_malformed() => IsRefused(RefusalReason.Malformed, Check(_badges.Text()[..150]));

    [Fact]
    public void A_forged_badge_has_a_bad_signature()
    {
        using var forger = new TestBadges();
        string theirs = forger.Text(), ours = _badges.Text();
        string kidOfOurs = Forge(ours, theirs);
        IsRefused(RefusalReason.BadSignature, Check(kidOfOurs));
    }

    [Fact]
    public void A_badge_of_another_network_has_an_unknown_key()
    {
        using var other = new TestBadges();
        IsRefused(RefusalReason.UnknownKey, Check(other.Text()));
    }

    [Fact]
    public void A_badge_is_refused_from_the_second_it_expires()
    {
        string text = _badges.Text(TestBadges.Badge(expires: TestBadges.Now.AddSeconds(10)));
        _kiosk.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.IsType<BadgeCheck.Accepted>(Check(text));
        _kiosk.Time.Advance(TimeSpan.FromSeconds(1));
        IsRefused(RefusalReason.Expired, Check(text));
    }

    [Fact]
    public void A_badge_of_tomorrow_is_not_yet_valid() =>
        IsRefused(RefusalReason.NotYetValid, Check(_badges.Text(TestBadges.Badge(issued: TestBadges.Now.AddDays(1)))));

    [Fact]
    public void A_lost_badge_is_revoked_and_the_worker_is_not()
    {
        var lost = TestBadges.Badge();
        _kiosk.Revoke(new RevocationList(TestBadges.Now, [lost.Id], []));
        IsRefused(RefusalReason.Revoked, Check(_badges.Text(lost)));
        Assert.IsType<BadgeCheck.Accepted>(Check(_badges.Text(lost with { Id = Badge.NewId() })));
    }

    [Fact]
    public void A_revoked_worker_has_no_good_badge()
    {
        var badge = TestBadges.Badge();
        _kiosk.Revoke(new RevocationList(TestBadges.Now, [], [badge.Subject]));
        IsRefused(RefusalReason.Revoked, Check(_badges.Text(badge)));
    }

    [Fact]
    public void A_closed_station_says_so()
    {
        _kiosk.Rule(new NetworkPolicy(TestBadges.Now, null, null, [TestKiosk.Station.Value]));
        IsRefused(RefusalReason.Closed, Check(_badges.Text()));
    }

    [Fact]
    public void A_phone_badge_needs_a_code_of_this_minute()
    {
        using var phone = IssuerKeys.Create();
        string text = _badges.Text(TestBadges.Badge(phoneKey: phone.ExportSubjectPublicKeyInfo()));
        string shown = PhoneCode.Append(text, phone, TestKiosk.Station.Value, _kiosk.Time.GetUtcNow());
        Assert.IsType<BadgeCheck.Accepted>(Check(shown));
        IsRefused(RefusalReason.StalePhoneCode, Check(text));
        _kiosk.Time.Advance(TimeSpan.FromMinutes(2));
        IsRefused(RefusalReason.StalePhoneCode, Check(shown));
    }

    [Fact]
    public void An_unsynced_clock_is_not_held_against_a_worker()
    {
        _kiosk.Quality = ClockQuality.Unsynced;
        var check = Check(_badges.Text(TestBadges.Badge(expires: TestBadges.Now.AddHours(-1))));
        Assert.Equal([VisitFlag.ClockUnsynced], Assert.IsType<BadgeCheck.Accepted>(check).Flags);
    }

    [Fact]
    public void Lists_not_confirmed_for_too_long_are_in_doubt()
    {
        _kiosk.Time.Advance(CheckInOptions.Default.ListsStaleAfter + TimeSpan.FromSeconds(1));
        Assert.Equal([VisitFlag.KeysStale], Assert.IsType<BadgeCheck.Accepted>(Check(_badges.Text())).Flags);
        using var other = new TestBadges();
        Assert.IsType<BadgeCheck.Unverified>(Check(other.Text()));
    }

    [Fact]
    public void A_doubtful_list_does_not_let_a_forged_badge_of_a_known_key_pass()
    {
        _kiosk.Time.Advance(CheckInOptions.Default.ListsStaleAfter + TimeSpan.FromSeconds(1));
        using var forger = new TestBadges();
        IsRefused(RefusalReason.BadSignature, Check(Forge(_badges.Text(), forger.Text())));
    }

    /// <summary>The header of one badge with the payload and signature of another: what a forger without the key can make.</summary>
    private static string Forge(string header, string rest)
    {
        // Tag, array and protected header take 16 bytes: 25.6 characters; splice on a 5-byte boundary after them and repair the byte between.
        byte[] head = SimpleBase.Base32.Rfc4648.Decode(header.AsSpan(3)), tail = SimpleBase.Base32.Rfc4648.Decode(rest.AsSpan(3));
        const int HeaderBytes = 16;
        return "SK1" + SimpleBase.Base32.Rfc4648.Encode([.. head[..HeaderBytes], .. tail[HeaderBytes..]], padding: false);
    }
}
