using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace StationKiosk.Protocol.Badges;

/// <summary>
/// The text of a badge's QR code, read but not yet believed. <c>SK1</c> + base32(COSE_Sign1 over a CWT), and for a phone badge
/// <c>.</c> + base32(the phone's signature over place and minute). All characters are in the QR alphanumeric set.
/// </summary>
public sealed class BadgeText
{
    /// <summary>What every badge text begins with.</summary>
    public const string Prefix = "SK1";

    private readonly SealedText _sealed;
    private readonly byte[]? _phoneSignature;

    private BadgeText(SealedText content, byte[]? phoneSignature) => (_sealed, _phoneSignature) = (content, phoneSignature);

    /// <summary>The id of the key it claims to be signed with, lower-case hex.</summary>
    public string Kid => _sealed.Kid;

    /// <summary>Signs a badge.</summary>
    /// <param name="badge">What it says.</param>
    /// <param name="issuer">The issuer's P-256 private key.</param>
    /// <returns>About 215 characters; at most <see cref="Limits.BadgeTextMax"/>.</returns>
    /// <exception cref="ArgumentException">The pseudonym, id or dates are not a badge's, or a key is not on P-256.</exception>
    public static string Issue(Badge badge, ECDsa issuer)
    {
        ArgumentNullException.ThrowIfNull(badge);
        if (!Badge.IsSubject(badge.Subject) || !Badge.IsId(badge.Id) || badge.ExpiresAt.ToUnixTimeSeconds() <= badge.IssuedAt.ToUnixTimeSeconds())
        {
            throw new ArgumentException("a badge needs a pseudonym of 8 to 26 of A-Z 2-7, an id of 16 hex digits, and to expire after it is issued", nameof(badge));
        }

        return SealedText.Seal(Prefix, BadgeClaims.Write(badge), issuer);
    }

    /// <summary>Reads a scanned text; on false <paramref name="fault"/> says what is wrong, without repeating any of the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BadgeText? badge, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        badge = null;
        if (text.Length > Limits.BadgeTextMax)
        {
            fault = $"it is longer than {Limits.BadgeTextMax} characters";
            return false;
        }

        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            fault = "it is not a badge of this network";
            return false;
        }

        int dot = text.IndexOf('.');
        byte[]? phoneSignature = null;
        if (dot >= 0 && !SealedText.TryBytes(text[(dot + 1)..], out phoneSignature))
        {
            fault = "its phone code is not upper-case base32";
            return false;
        }

        if (SealedText.TryParse(Prefix, dot < 0 ? text : text[..dot], out var content, out fault))
        {
            badge = new BadgeText(content, phoneSignature);
        }

        return badge is not null;
    }

    /// <summary>Verifies the issuer's signature, then reads the claims.</summary>
    /// <param name="issuer">The public key that <see cref="Kid"/> names.</param>
    /// <param name="badge">The claims, where the outcome is <see cref="BadgeOpening.Opened"/>.</param>
    public BadgeOpening Open(ECDsa issuer, out Badge? badge)
    {
        badge = null;
        if (_sealed.Open(issuer) is not { } payload)
        {
            return BadgeOpening.BadSignature;
        }

        return BadgeClaims.TryRead(payload, out badge) ? BadgeOpening.Opened : BadgeOpening.Malformed;
    }

    /// <summary>
    /// For a phone badge: whether the phone signed this place and a minute within one of <paramref name="now"/>. True for a printed badge
    /// without a phone code.
    /// </summary>
    public bool IsPhoneCodeFresh(Badge badge, StationId station, DateTimeOffset now) => PhoneCode.IsFresh(badge, _phoneSignature, station, now);
}

/// <summary>What opening a badge came to (closed set).</summary>
public enum BadgeOpening
{
    /// <summary>The signature holds and the claims are a badge's.</summary>
    Opened,

    /// <summary>The signature is not the named key's.</summary>
    BadSignature,

    /// <summary>Signed, but the claims are not a badge's.</summary>
    Malformed,
}
