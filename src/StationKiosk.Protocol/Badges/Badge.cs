using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Badges;

/// <summary>What a badge says of its worker: a pseudonym and a category, never a name.</summary>
/// <param name="Subject">The worker's pseudonym: 8 to 26 of the base32 alphabet <c>A–Z 2–7</c>. It outlives a lost badge.</param>
/// <param name="Id">This badge's id: 8 bytes as lower-case hex. A lost badge is revoked by it.</param>
/// <param name="Category">What kind of road work.</param>
/// <param name="IssuedAt">Valid from (whole seconds).</param>
/// <param name="ExpiresAt">Valid until, not included (whole seconds).</param>
/// <param name="PhoneKey">The phone's P-256 public key (SubjectPublicKeyInfo), for a badge that a screenshot cannot copy; null for a printed one.</param>
public sealed record Badge(
    string Subject, string Id, Category Category, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, byte[]? PhoneKey = null)
{
    /// <summary>Bytes of a badge id.</summary>
    public const int IdBytes = 8;

    /// <summary>Whether a text can be a pseudonym.</summary>
    public static bool IsSubject(string? text) =>
        text is { Length: >= 8 and <= 26 } && !text.AsSpan().ContainsAnyExcept(SealedText.Base32Alphabet);

    /// <summary>Whether a text can be a badge's or card's id.</summary>
    public static bool IsId(string? text) =>
        text is { Length: 2 * IdBytes } && text.All(c => char.IsAsciiHexDigitLower(c));

    /// <summary>A new random badge id.</summary>
    public static string NewId() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>A new random pseudonym of 80 bits.</summary>
    public static string NewSubject() =>
        SimpleBase.Base32.Rfc4648.Encode(System.Security.Cryptography.RandomNumberGenerator.GetBytes(10), padding: false);
}
