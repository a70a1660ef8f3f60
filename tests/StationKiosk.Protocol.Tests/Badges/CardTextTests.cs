using System.Formats.Cbor;
using System.Security.Cryptography;
using CsCheck;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Golden;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>Cards, as strictly as badges.</summary>
public sealed class CardTextTests : IDisposable
{
    private readonly TestBadges _badges = new();

    public void Dispose() => _badges.Dispose();

    [Fact]
    public void An_issued_card_opens_as_it_was_issued() =>
        Gen.Select(
            Gen.Byte.Array[8], Gen.Enum<CardKind>(), Gen.Enum<Service>().Nullable(), Gen.OneOf<string?>(null, "", "No water", "没有热水", new string('水', Card.LabelMax)))
        .Sample(
            (id, kind, service, label) =>
            {
                var card = new Card(Convert.ToHexStringLower(id), kind, service, label);
                string text = CardText.Issue(card, Key);
                Assert.InRange(text.Length, 1, Limits.BadgeTextMax);
                Assert.True(CardText.TryParse(text, out var parsed, out string? fault), fault);
                Assert.Equal(BadgeOpening.Opened, parsed.Open(Key, out var opened));
                Assert.Equal(card, opened);
            },
            iter: 300);

    [Fact]
    public void The_card_of_the_documentation_opens()
    {
        using var issuer = TestIssuer.Key();
        Assert.True(CardText.TryParse(GoldenFiles.Text("card.txt"), out var parsed, out string? fault), fault);
        Assert.Equal(TestIssuer.PublicKey().Kid, parsed.Kid);
        Assert.Equal(BadgeOpening.Opened, parsed.Open(issuer, out var card));
        Assert.Equal(TestIssuer.Card, card);
    }

    [Fact]
    public void A_badge_is_no_card_and_a_card_is_no_badge()
    {
        string badge = _badges.Text(), card = CardText.Issue(TestIssuer.Card, Key);
        Assert.False(CardText.TryParse(badge, out _, out _));
        Assert.False(BadgeText.TryParse(card, out _, out _));
    }

    [Fact]
    public void A_badges_bytes_under_a_cards_prefix_never_act_as_a_card_nor_the_other_way_round()
    {
        Assert.Equal(BadgeOpening.Malformed, Open(Forge.Text(Forge.Bytes(_badges.Text()), CardText.Prefix)));
        string disguised = Forge.Text(Forge.Bytes(CardText.Issue(TestIssuer.Card, Key), CardText.Prefix));
        Assert.True(BadgeText.TryParse(disguised, out var parsed, out _));
        Assert.Equal(BadgeOpening.Malformed, parsed.Open(Key, out _));
    }

    [Fact]
    public void A_card_with_any_one_character_changed_never_opens()
    {
        string text = CardText.Issue(TestIssuer.Card, Key);
        for (int place = 0; place < text.Length; place++)
        {
            foreach (char character in "AZ27.=a".Where(c => c != text[place]))
            {
                string changed = $"{text[..place]}{character}{text[(place + 1)..]}";
                Assert.False(CardText.TryParse(changed, out var parsed, out _) && parsed.Open(Key, out _) == BadgeOpening.Opened, changed);
            }
        }
    }

    [Fact]
    public void A_truncated_or_oversize_card_is_refused()
    {
        string text = CardText.Issue(TestIssuer.Card, Key);
        Assert.All(Enumerable.Range(0, text.Length), length => Assert.False(CardText.TryParse(text[..length], out _, out _)));
        Assert.False(CardText.TryParse(text.PadRight(Limits.BadgeTextMax + 1, 'A'), out _, out _));
    }

    [Fact]
    public void A_card_of_another_key_has_a_bad_signature()
    {
        using var other = IssuerKeys.Create();
        Assert.Equal(BadgeOpening.BadSignature, Open(CardText.Issue(TestIssuer.Card, other)));
    }

    [Fact]
    public void Keys_of_a_later_version_are_passed_over() =>
        Assert.Equal(BadgeOpening.Opened, Open(Signed((1, Id), (2, w => w.WriteInt32(1)), (9, Forge.Map((1, Id))))));

    [Fact]
    public void A_card_that_is_signed_but_no_card_is_malformed()
    {
        Assert.All(
            new[]
            {
                Signed(),
                Signed((2, w => w.WriteInt32(1))),
                Signed((1, Id)),
                Signed((1, Id), (2, w => w.WriteInt32(0))),
                Signed((1, Id), (2, w => w.WriteInt32(5))),
                Signed((1, Id), (2, w => w.WriteTextString("problem"))),
                Signed((1, w => w.WriteByteString([1, 2, 3])), (2, w => w.WriteInt32(1))),
                Signed((1, w => w.WriteTextString("04d1c2b3a4958677")), (2, w => w.WriteInt32(1))),
                Signed((1, Id), (1, Id), (2, w => w.WriteInt32(1))),
                Signed((1, Id), (2, w => w.WriteInt32(1)), (3, w => w.WriteInt32(6))),
                Signed((1, Id), (2, w => w.WriteInt32(1)), (3, w => w.WriteInt32(-1))),
                Signed((1, Id), (2, w => w.WriteInt32(1)), (4, w => w.WriteTextString(new string('x', 65)))),
                Signed((1, Id), (2, w => w.WriteInt32(1)), (4, w => w.WriteByteString([0xFF]))),
                Signed((1, Id), (2, w => w.WriteInt32(1)), (4, w => w.WriteEncodedValue([0x61, 0xFF]))),
                Signed((1, Id), (2, w => w.WriteInt64(long.MaxValue))),
                Forge.Text(Forge.Sign1(Key, Forge.Header(Key), [.. Forge.Cbor(Forge.Map((1, Id), (2, w => w.WriteInt32(1)))), 0]), CardText.Prefix),
                Forge.Text(Forge.Sign1(Key, Forge.Header(Key), []), CardText.Prefix),
            },
            text => Assert.Equal(BadgeOpening.Malformed, Open(text)));
    }

    [Fact]
    public void A_card_is_not_issued_with_a_label_or_id_that_could_not_be_read()
    {
        Assert.Throws<ArgumentException>(() => CardText.Issue(TestIssuer.Card with { Label = new string('x', 65) }, Key));
        Assert.Throws<ArgumentException>(() => CardText.Issue(TestIssuer.Card with { Id = "04" }, Key));
    }

    private ECDsa Key => _badges.Issuer;

    private static void Id(CborWriter writer) => writer.WriteByteString([4, 0xD1, 0xC2, 0xB3, 0xA4, 0x95, 0x86, 0x77]);

    private string Signed(params (object, Action<CborWriter>)[] pairs) => Forge.Text(Key, Forge.Map(pairs), CardText.Prefix);

    private BadgeOpening Open(string text)
    {
        Assert.True(CardText.TryParse(text, out var parsed, out string? fault), fault);
        return parsed.Open(Key, out _);
    }
}
