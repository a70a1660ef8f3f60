using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SimpleBase;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.TestKit;

/// <summary>An issuer of a test's own, and badges of it.</summary>
public sealed partial class TestBadges : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    public ECDsa Issuer { get; } = IssuerKeys.Create();

    public IssuerKey PublicKey => IssuerKeys.Publish(Issuer);

    public KeyList KeyList => new(Now, [PublicKey]);

    public static Badge Badge(DateTimeOffset? issued = null, DateTimeOffset? expires = null, Category category = Category.Courier, byte[]? phoneKey = null) => new(
        Protocol.Badges.Badge.NewSubject(), Protocol.Badges.Badge.NewId(), category,
        issued ?? Now.AddDays(-1), expires ?? Now.AddDays(364), phoneKey);

    public string Text(Badge? badge = null) => BadgeText.Issue(badge ?? Badge(), Issuer);

    /// <summary>Reads a badge as an outsider could: the pseudonym is plain text inside the signed bytes.</summary>
    public static string SubjectOf(string badge) => Pseudonym.Match(Encoding.Latin1.GetString(Base32.Rfc4648.Decode(badge.AsSpan(3)))).Value;

    public void Dispose() => Issuer.Dispose();

    [GeneratedRegex("[A-Z2-7]{16}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pseudonym { get; }
}
