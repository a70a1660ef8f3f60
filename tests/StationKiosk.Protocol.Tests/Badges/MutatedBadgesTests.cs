using CsCheck;
using StationKiosk.Protocol.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>Whatever a reader hands over, parsing it ends in a verdict.</summary>
public sealed class MutatedBadgesTests : IDisposable
{
    private readonly TestBadges _badges = new();

    public void Dispose() => _badges.Dispose();

    [Fact]
    public void A_mutated_badge_text_never_opens()
    {
        string text = _badges.Text();
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.=a0é"], Gen.Int[0, 3]).Array[1, 5].Sample(
            edits =>
            {
                string mutated = edits.Aggregate(text, Edit);
                Assert.False(mutated != text && Opens(mutated), mutated);
            },
            iter: 10_000);
    }

    [Fact]
    public void Mutated_badge_bytes_never_open_as_another_badge()
    {
        // A change that leaves text and base32 whole reaches the CBOR and the COSE reader every time.
        byte[] bytes = Forge.Bytes(_badges.Text());
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 5].Sample(
            edits =>
            {
                byte[] mutated = [.. bytes];
                foreach (var (place, value) in edits)
                {
                    mutated[place] = value;
                }

                Assert.False(!mutated.AsSpan().SequenceEqual(bytes) && Opens(Forge.Text(mutated)));
            },
            iter: 10_000);
    }

    [Fact]
    public void Mutated_claims_under_a_good_signature_open_or_are_malformed_and_nothing_else_happens()
    {
        byte[] claims = Forge.Cbor(Forge.Claims());
        Gen.Select(Gen.Int[0, claims.Length - 1], Gen.Byte).Array[1, 4].Sample(
            edits =>
            {
                byte[] mutated = [.. claims];
                foreach (var (place, value) in edits)
                {
                    mutated[place] = value;
                }

                Assert.True(BadgeText.TryParse(Forge.Text(Forge.Sign1(_badges.Issuer, Forge.Header(_badges.Issuer), mutated)), out var parsed, out _));
                var opening = parsed.Open(_badges.Issuer, out var badge);
                Assert.Equal(opening == BadgeOpening.Opened, badge is not null);
                Assert.True(badge is null || (Badge.IsSubject(badge.Subject) && Badge.IsId(badge.Id) && badge.ExpiresAt > badge.IssuedAt));
            },
            iter: 3_000);
    }

    [Fact]
    public void Mutated_headers_end_in_a_verdict()
    {
        byte[] header = Forge.Header(_badges.Issuer), claims = Forge.Cbor(Forge.Claims());
        var edits = Gen.Select(Gen.Int[0, 1000], Gen.Byte, Gen.Bool).Array[0, 5];
        Gen.Select(edits, edits).Sample(
            (inProtected, inUnprotected) =>
            {
                byte[] unprotected = inUnprotected.Aggregate((byte[])[0xA1, 0x04, 0x42, 0x01, 0x02], EditBytes);
                byte[] bytes = [0xD2, 0x84, .. ByteString(inProtected.Aggregate(header, EditBytes)), .. unprotected, .. ByteString(claims), .. ByteString(new byte[64])];
                Assert.False(Opens(Forge.Text(bytes)));
            },
            iter: 20_000);

        static byte[] ByteString(byte[] bytes) => Forge.Cbor(writer => writer.WriteByteString(bytes));
    }

    [Fact]
    public void Random_text_never_opens() =>
        Gen.Select(Gen.OneOf("", "SK1", "SKC1"), Gen.String[0, 4096]).Sample((prefix, text) => Assert.False(Opens(prefix + text)), iter: 10_000);

    [Fact]
    public void Random_base32_never_opens() =>
        Gen.Select(Gen.OneOf("SK1", "SKC1"), Gen.Byte.Array[1, 300]).Sample(
            (prefix, bytes) => Assert.False(Opens(Forge.Text([0xD2, .. bytes], prefix))), iter: 10_000);

    private bool Opens(string text) =>
        (BadgeText.TryParse(text, out var badge, out _) && badge.Open(_badges.Issuer, out _) == BadgeOpening.Opened)
        || (CardText.TryParse(text, out var card, out _) && card.Open(_badges.Issuer, out _) == BadgeOpening.Opened);

    private static byte[] EditBytes(byte[] bytes, (int Place, byte Value, bool Insert) edit)
    {
        int at = edit.Place % bytes.Length;
        return edit.Insert ? [.. bytes[..at], edit.Value, .. bytes[at..]] : [.. bytes[..at], edit.Value, .. bytes[(at + 1)..]];
    }

    private static string Edit(string text, (int Place, char Character, int Kind) edit)
    {
        int at = text.Length == 0 ? 0 : edit.Place % text.Length;
        return edit.Kind switch
        {
            0 or 1 when text.Length > 0 => $"{text[..at]}{edit.Character}{text[(at + 1)..]}",
            2 => text.Insert(at, edit.Character.ToString()),
            _ => text[..at],
        };
    }
}
