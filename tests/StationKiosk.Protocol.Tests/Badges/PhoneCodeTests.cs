using System.Security.Cryptography;
using StationKiosk.Protocol.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>A phone's code is good for its place and its minutes; a screenshot of it is not.</summary>
public sealed class PhoneCodeTests : IDisposable
{
    private static readonly StationId West = StationId.Parse("west-gate");
    private static readonly StationId East = StationId.Parse("east-gate");
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 30, TimeSpan.Zero);

    private readonly TestBadges _badges = new();
    private readonly ECDsa _phone = IssuerKeys.Create();

    public void Dispose()
    {
        _badges.Dispose();
        _phone.Dispose();
    }

    [Theory]
    [InlineData(-60, true)]
    [InlineData(0, true)]
    [InlineData(60, true)]
    [InlineData(89, true)] // the last second of the minute after
    [InlineData(90, false)]
    [InlineData(-90, true)] // the first second of the minute before
    [InlineData(-91, false)]
    [InlineData(-86400, false)]
    [InlineData(86400, false)]
    public void A_code_is_fresh_from_the_minute_before_to_the_minute_after(int secondsOff, bool fresh) =>
        Assert.Equal(fresh, IsFresh(PhoneCode.Append(PhoneBadge, _phone, West.Value, Now.AddSeconds(secondsOff)), West));

    [Fact]
    public void A_code_is_good_at_its_own_station_only()
    {
        string text = PhoneCode.Append(PhoneBadge, _phone, West.Value, Now);
        Assert.True(IsFresh(text, West));
        Assert.False(IsFresh(text, East));
    }

    [Fact]
    public void A_code_for_any_place_is_good_at_every_station()
    {
        string text = PhoneCode.Append(PhoneBadge, _phone, PhoneCode.AnyStation, Now);
        Assert.True(IsFresh(text, West));
        Assert.True(IsFresh(text, East));
    }

    [Fact]
    public void A_phone_badge_without_its_code_is_not_fresh() => Assert.False(IsFresh(PhoneBadge, West));

    [Fact]
    public void A_code_of_another_phone_is_not_fresh()
    {
        using var other = IssuerKeys.Create();
        Assert.False(IsFresh(PhoneCode.Append(PhoneBadge, other, West.Value, Now), West));
    }

    [Fact]
    public void A_printed_badge_needs_no_code_and_may_have_none()
    {
        string printed = _badges.Text();
        Assert.True(IsFresh(printed, West));
        Assert.False(IsFresh(PhoneCode.Append(printed, _phone, West.Value, Now), West));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AA")]
    [InlineData("AAAAAAAA")]
    public void A_code_of_another_length_is_refused_or_not_fresh(string code)
    {
        string text = $"{PhoneBadge}.{code}";
        Assert.False(BadgeText.TryParse(text, out _, out _) && IsFresh(text, West));
    }

    [Fact]
    public void An_empty_or_second_code_is_refused()
    {
        Assert.False(BadgeText.TryParse(PhoneBadge + ".", out _, out _));
        Assert.False(BadgeText.TryParse(PhoneBadge + ".AA.AA", out _, out _));
    }

    [Fact]
    public void A_code_does_not_hide_that_the_badge_itself_is_forged()
    {
        using var forger = IssuerKeys.Create();
        string forged = BadgeText.Issue(TestBadges.Badge(phoneKey: _phone.ExportSubjectPublicKeyInfo()), forger);
        Assert.True(BadgeText.TryParse(PhoneCode.Append(forged, _phone, West.Value, Now), out var parsed, out _));
        Assert.Equal(BadgeOpening.BadSignature, parsed.Open(_badges.Issuer, out _));
    }

    private string PhoneBadge => _badges.Text(TestBadges.Badge(phoneKey: _phone.ExportSubjectPublicKeyInfo()));

    private bool IsFresh(string text, StationId station)
    {
        Assert.True(BadgeText.TryParse(text, out var parsed, out string? fault), fault);
        Assert.Equal(BadgeOpening.Opened, parsed.Open(_badges.Issuer, out var badge));
        return parsed.IsPhoneCodeFresh(badge!, station, Now);
    }
}
