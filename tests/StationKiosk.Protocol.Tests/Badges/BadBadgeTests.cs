using System.Formats.Cbor;
using System.Security.Cryptography;
using StationKiosk.Protocol.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>What is not a badge is refused, whatever it is, and never opens as another.</summary>
public sealed class BadBadgeTests : IDisposable
{
    private readonly TestBadges _badges = new();

    public void Dispose() => _badges.Dispose();

    [Fact]
    public void A_text_beyond_the_limit_is_refused_before_anything_of_it_is_read()
    {
        AssertRefused(new string('A', Limits.BadgeTextMax + 1), "longer than 512");
        AssertRefused(_badges.Text().PadRight(Limits.BadgeTextMax + 1, 'A'), "longer than 512");
        AssertRefused(new string('A', 10_000_000), "longer than 512");
    }

    [Theory]
    [InlineData("")]
    [InlineData("SK")]
    [InlineData("sk1ABCDEFGH")]
    [InlineData("SKC1ABCDEFGH")]
    [InlineData("SK2ABCDEFGH")]
    [InlineData(" SK1ABCDEFGH")]
    [InlineData("https://example.org/")]
    [InlineData("WIFI:S:station;T:WPA;P:secret;;")]
    public void A_text_of_something_else_is_no_badge(string text) => AssertRefused(text, "not a badge of this network");

    [Fact]
    public void A_truncated_badge_is_refused_at_every_length()
    {
        string text = _badges.Text();
        for (int length = 0; length < text.Length; length++)
        {
            Assert.False(BadgeText.TryParse(text[..length], out _, out string? fault));
            Assert.NotEmpty(fault);
        }
    }

    [Fact]
    public void A_badge_with_any_one_character_changed_never_opens()
    {
        string text = _badges.Text();
        for (int place = 0; place < text.Length; place++)
        {
            foreach (char character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.=a0 ".Where(c => c != text[place]))
            {
                string changed = $"{text[..place]}{character}{text[(place + 1)..]}";
                Assert.False(BadgeText.TryParse(changed, out var parsed, out _) && parsed.Open(_badges.Issuer, out _) == BadgeOpening.Opened, changed);
            }
        }
    }

    [Fact]
    public void A_badge_with_any_one_bit_changed_never_opens()
    {
        byte[] bytes = Forge.Bytes(_badges.Text());
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(BadgeText.TryParse(Forge.Text(changed), out var parsed, out _) && parsed.Open(_badges.Issuer, out _) == BadgeOpening.Opened, $"bit {bit}");
        }
    }

    [Fact]
    public void One_badge_has_one_text()
    {
        string text = _badges.Text();
        string lowerCase = BadgeText.Prefix + text[BadgeText.Prefix.Length..].ToLowerInvariant();
        string otherLastBits = text[..^1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(text[^1], StringComparison.Ordinal) | 1];
        Assert.NotEqual(text, otherLastBits);
        foreach (string other in new[] { lowerCase, text + "=", text + "====", otherLastBits, text + " ", text + "\n", text.Replace('O', '0') + "0" })
        {
            AssertRefused(other, "not upper-case base32");
        }
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("é")]
    [InlineData("Ａ")]
    [InlineData("\uD83D\uDE00")]
    [InlineData("\uD83D")]
    [InlineData("\uFFFF")]
    public void Characters_beyond_ASCII_are_refused(string character)
    {
        AssertRefused(BadgeText.Prefix + character, "not upper-case base32");
        AssertRefused(_badges.Text() + character, "not upper-case base32");
        AssertRefused($"{_badges.Text()}.{character}", "phone code is not upper-case base32");
    }

    [Fact]
    public void An_untagged_COSE_Sign1_is_refused() =>
        AssertRefused(Forge.Text(Forge.Sign1(Key, Forge.Header(Key), Claims, tagged: false)), "not a tagged COSE_Sign1");

    [Fact]
    public void Another_algorithm_is_refused()
    {
        AssertRefused(Forge.Text(Forge.Sign1(Key, Forge.Header(Key, Forge.Es384), Claims, hash: HashAlgorithmName.SHA384)), "not signed with ES256");
        AssertRefused(Forge.Text(Forge.Sign1(Key, Forge.Header(Key, algorithm: null), Claims)), "not signed with ES256");
    }

    [Fact]
    public void An_algorithm_that_is_only_in_the_unprotected_header_is_refused() =>
        AssertRefused(
            Forge.Text(Forge.Sign1(Key, Forge.Header(Key, algorithm: null), Claims, unprotected: Forge.Map((1, w => w.WriteInt32(Forge.Es256))))), "not signed with ES256");

    [Fact]
    public void A_badge_that_names_no_key_in_its_protected_header_is_refused()
    {
        AssertRefused(Forge.Text(Forge.Sign1(Key, Forge.Header(Key, kid: false), Claims)), "names no key");
        AssertRefused(
            Forge.Text(Forge.Sign1(Key, Forge.Header(Key, kid: false), Claims, unprotected: Forge.Map((4, w => w.WriteByteString([1, 2, 3]))))), "names no key");
    }

    [Fact]
    public void A_badge_with_a_demand_that_this_version_does_not_know_is_refused() =>
        AssertRefused(Forge.Text(Forge.Sign1(Key, Forge.Header(Key, critical: "only-on-sundays"), Claims)), "crit");

    [Fact]
    public void A_detached_payload_is_refused() => AssertRefused(Forge.Text(Forge.Sign1(Key, Forge.Header(Key), payload: null)), "detached");

    [Fact]
    public void Trailing_bytes_are_refused()
    {
        byte[] bytes = Forge.Sign1(Key, Forge.Header(Key), Claims);
        AssertRefused(Forge.Text([.. bytes, 0]), "cannot be read");
        AssertMalformed([.. Claims, 0]);
        AssertMalformed([.. Claims, .. Claims]);
    }

    [Fact]
    public void A_badge_of_another_key_has_a_bad_signature_and_gives_no_claims()
    {
        using var other = IssuerKeys.Create();
        Assert.True(BadgeText.TryParse(_badges.Text(), out var parsed, out _));
        Assert.Equal(BadgeOpening.BadSignature, parsed.Open(other, out var badge));
        Assert.Null(badge);
    }

    [Fact]
    public void The_signature_is_verified_before_any_claim_is_read()
    {
        // The claims are no CBOR at all: had they been read first, the badge would be malformed.
        using var other = IssuerKeys.Create();
        string text = Forge.Text(Forge.Sign1(other, Forge.Header(Key), [0xFF, 0xFF]));
        Assert.True(BadgeText.TryParse(text, out var parsed, out _));
        Assert.Equal(BadgeOpening.BadSignature, parsed.Open(Key, out _));
        Assert.Equal(BadgeOpening.Malformed, parsed.Open(other, out _));
    }

    [Fact]
    public void Duplicate_claims_are_refused() =>
        AssertMalformed(Forge.Cbor(Forge.Map((2, w => w.WriteTextString("K7PQ2WXMEJ5RTA3N")), (2, w => w.WriteTextString("QXR4M7TB2KZDNW6P")))));

    [Fact]
    public void A_duplicate_of_a_claim_in_an_otherwise_good_badge_is_refused()
    {
        byte[] duplicate = Forge.Cbor(w => w.WriteInt32(-70001)).Concat(Forge.Cbor(w => w.WriteInt32(2))).ToArray();
        AssertMalformed([0xA6, .. Claims[1..], .. duplicate]); // a map of five made into one of six
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(-70001)]
    public void A_badge_without_one_of_its_claims_is_malformed(int claim) => AssertMalformed(Forge.Cbor(Forge.Claims(claims => claims.Remove(claim))));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(-70001)]
    public void A_claim_of_another_type_is_malformed(int claim)
    {
        Action<CborWriter>[] values =
        [
            w => w.WriteNull(), w => w.WriteBoolean(value: true), w => w.WriteDouble(1.5), w => w.WriteTextString(""), w => w.WriteTextString("1"),
            w => w.WriteByteString([]), w => w.WriteByteString([1, 2, 3]), w => w.WriteUInt64(ulong.MaxValue), w => w.WriteInt64(long.MinValue), Forge.Map(),
            w => w.WriteEncodedValue([0x80]), w => w.WriteEncodedValue([0xC1, 0x00]),
        ];
        Assert.All(values, value => AssertMalformed(Forge.Cbor(Forge.Claims(claims => claims[claim] = value))));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(253_402_300_800)]
    [InlineData(0)]
    public void Dates_that_cannot_be_are_malformed(long expires) => AssertMalformed(Forge.Cbor(Forge.Claims(claims => claims[4] = w => w.WriteInt64(expires))));

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFG")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ2")]
    [InlineData("Wang Xiaoming")]
    [InlineData("=cmd|'/c calc'!A1")]
    public void A_pseudonym_that_is_none_is_malformed(string subject) =>
        AssertMalformed(Forge.Cbor(Forge.Claims(claims => claims[2] = w => w.WriteTextString(subject))));

    [Fact]
    public void A_phones_key_that_is_no_point_of_P256_is_malformed()
    {
        byte[] x = new byte[32], y = new byte[32];
        AssertMalformed(Phone((1, w => w.WriteInt32(2)), (-1, w => w.WriteInt32(1)), (-2, w => w.WriteByteString(x)), (-3, w => w.WriteByteString(y))));
        AssertMalformed(Phone((-2, w => w.WriteByteString(x[1..])), (-3, w => w.WriteByteString(y))));
        AssertMalformed(Phone((-2, w => w.WriteByteString(x))));
        AssertMalformed(Phone());

        static byte[] Phone(params (object, Action<CborWriter>)[] key) => Forge.Cbor(Forge.Claims(claims => claims[8] = Forge.Map((1, Forge.Map(key)))));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(90, "")]
    public void Deep_nesting_ends_in_a_verdict(int depth, string _)
    {
        byte[] nested = [.. Enumerable.Repeat((byte)0x81, depth), 0x00];
        string text = Forge.Text(Forge.Sign1(Key, Forge.Header(Key), nested));
        Assert.True(BadgeText.TryParse(text, out var parsed, out string? fault) || fault is not null);
        Assert.Equal(BadgeOpening.Malformed, parsed?.Open(Key, out Badge? badge) ?? BadgeOpening.Malformed);
        AssertRefused(Forge.Text([0xD2, .. nested]), "cannot be read");
    }

    [Fact]
    public void Claims_that_are_no_map_are_malformed() =>
        Assert.All(new byte[][] { [], [0x00], [0x80], [0x60], [0xF6], [0xA0], [0xBF], [0xFF], [0xA1, 0x02] }, AssertMalformed);

    [Fact]
    public void A_fault_never_repeats_the_text()
    {
        string text = _badges.Text();
        foreach (string bad in new[] { text.ToLowerInvariant(), text + "=", text[..100], text[..3] + text[10..] })
        {
            Assert.False(BadgeText.TryParse(bad, out _, out string? fault));
            Assert.DoesNotContain(bad.Substring(10, 6), fault, StringComparison.OrdinalIgnoreCase);
        }
    }

    private ECDsa Key => _badges.Issuer;

    private static byte[] Claims => Forge.Cbor(Forge.Claims());

    private static void AssertRefused(string text, string because)
    {
        Assert.False(BadgeText.TryParse(text, out var badge, out string? fault));
        Assert.Null(badge);
        Assert.Contains(because, fault, StringComparison.Ordinal);
    }

    /// <summary>Validly signed, and malformed all the same.</summary>
    private void AssertMalformed(byte[] claims)
    {
        Assert.True(BadgeText.TryParse(Forge.Text(Forge.Sign1(Key, Forge.Header(Key), claims)), out var parsed, out string? fault), fault);
        Assert.Equal(BadgeOpening.Malformed, parsed.Open(Key, out var badge));
        Assert.Null(badge);
    }
}
