using System.Security.Cryptography;
using CsCheck;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Golden;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>A badge that its issuer signed opens, and says what it was issued with.</summary>
public sealed class BadgeTextTests : IDisposable
{
    private const string QrAlphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    private readonly TestBadges _badges = new();

    public void Dispose() => _badges.Dispose();

    [Fact]
    public void An_issued_badge_opens_as_it_was_issued() =>
        Gen.Select(
            Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"], 8, 26], Gen.Byte.Array[8], Gen.Enum<Category>(),
            Gen.Long[0, 4_102_444_800], Gen.Long[1, 315_360_000])
        .Sample(
            (subject, id, category, issued, lifetime) =>
            {
                var badge = new Badge(
                    subject, Convert.ToHexStringLower(id), category, DateTimeOffset.FromUnixTimeSeconds(issued), DateTimeOffset.FromUnixTimeSeconds(issued + lifetime));
                string text = BadgeText.Issue(badge, _badges.Issuer);
                Assert.Equal((BadgeOpening.Opened, badge), Open(text));
                Assert.InRange(text.Length, 1, Limits.BadgeTextMax);
            },
            iter: 500);

    [Fact]
    public void A_badge_is_132_bytes_and_215_characters_of_the_QR_alphanumeric_set()
    {
        string text = _badges.Text();
        Assert.Equal(132, Forge.Bytes(text).Length);
        Assert.Equal(215, text.Length);
        Assert.All(text, character => Assert.Contains(character, QrAlphanumeric));
    }

    [Fact]
    public void The_largest_badge_a_phone_can_show_stays_within_the_limit()
    {
        using var phone = IssuerKeys.Create();
        var badge = TestBadges.Badge(phoneKey: phone.ExportSubjectPublicKeyInfo()) with { Subject = new string('A', 26) };
        string text = PhoneCode.Append(_badges.Text(badge), phone, new string('a', StationId.LengthMax), TestBadges.Now);
        Assert.InRange(text.Length, 400, Limits.BadgeTextMax);
        Assert.All(text, character => Assert.Contains(character, QrAlphanumeric));
        Assert.True(BadgeText.TryParse(text, out _, out _));
    }

    [Fact]
    public void The_badge_of_the_documentation_opens()
    {
        using var issuer = TestIssuer.Key();
        Assert.True(BadgeText.TryParse(GoldenFiles.Text("badge.txt"), out var parsed, out string? fault), fault);
        Assert.Equal(TestIssuer.PublicKey().Kid, parsed.Kid);
        Assert.Equal(BadgeOpening.Opened, parsed.Open(issuer, out var badge));
        Assert.Equal(TestIssuer.Badge, badge);
    }

    [Fact]
    public void A_badge_with_a_phones_key_opens_with_that_key()
    {
        using var phone = IssuerKeys.Create();
        var issued = TestBadges.Badge(phoneKey: phone.ExportSubjectPublicKeyInfo());
        var (_, opened) = Open(_badges.Text(issued));
        Assert.Equal(issued.PhoneKey, opened!.PhoneKey);
        Assert.Equal(issued, opened with { PhoneKey = issued.PhoneKey });
    }

    [Fact]
    public void The_category_number_of_a_later_version_is_read_as_other()
    {
        string text = Forge.Text(_badges.Issuer, Forge.Claims(claims => claims[-70001] = w => w.WriteInt32(99)));
        Assert.Equal(Category.Other, Open(text).Badge!.Category);
    }

    [Fact]
    public void Claims_of_a_later_version_are_passed_over()
    {
        string text = Forge.Text(_badges.Issuer, Forge.Claims(claims =>
        {
            claims[1] = w => w.WriteTextString("an issuer");
            claims["name by text"] = Forge.Map((1, w => w.WriteBoolean(value: true)), ("x", Forge.Map()));
            claims[-70002] = w => w.WriteDouble(0.5);
        }));
        Assert.Equal(BadgeOpening.Opened, Open(text).Opening);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("k7pq2wxmej5rta3n")]
    [InlineData("K7PQ2WXM1890")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ2")]
    public void A_badge_is_not_issued_to_what_is_no_pseudonym(string subject) =>
        Assert.Throws<ArgumentException>(() => _badges.Text(TestBadges.Badge() with { Subject = subject }));

    [Theory]
    [InlineData("")]
    [InlineData("9F3C1A5E77B20D48")]
    [InlineData("9f3c1a5e77b20d4")]
    [InlineData("9f3c1a5e77b20d4800")]
    public void A_badge_is_not_issued_under_what_is_no_id(string id) =>
        Assert.Throws<ArgumentException>(() => _badges.Text(TestBadges.Badge() with { Id = id }));

    [Fact]
    public void A_badge_is_not_issued_to_expire_within_the_second_it_begins() =>
        Assert.Throws<ArgumentException>(() => _badges.Text(TestBadges.Badge(TestBadges.Now, TestBadges.Now.AddMilliseconds(900))));

    [Fact]
    public void Neither_issuer_nor_phone_can_have_a_key_on_another_curve()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => BadgeText.Issue(TestBadges.Badge(), p384));
        Assert.Throws<ArgumentException>(() => _badges.Text(TestBadges.Badge(phoneKey: p384.ExportSubjectPublicKeyInfo())));
    }

    private (BadgeOpening Opening, Badge? Badge) Open(string text)
    {
        Assert.True(BadgeText.TryParse(text, out var parsed, out string? fault), fault);
        return (parsed.Open(_badges.Issuer, out var badge), badge);
    }
}
