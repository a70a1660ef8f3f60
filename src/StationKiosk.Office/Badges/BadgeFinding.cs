using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Badges;

/// <summary>What a badge's text says and whether a kiosk would welcome it now.</summary>
/// <param name="Reason">Why not; null where it is valid.</param>
/// <param name="Sentence">One line: the finding, then what the badge says as far as it can be believed.</param>
internal sealed record BadgeFinding(RefusalReason? Reason, string Sentence)
{
    /// <param name="text">The badge's text.</param>
    /// <param name="keys">The issuers' public keys.</param>
    /// <param name="isRevoked">Whether a badge id or a pseudonym is revoked; null where that cannot be known here.</param>
    /// <param name="now">What is now.</param>
    public static BadgeFinding Of(string text, IReadOnlyList<IssuerKey> keys, Func<Revocable, string, bool>? isRevoked, DateTimeOffset now)
    {
        if (!BadgeText.TryParse(text, out var sealedBadge, out string? fault))
        {
            return Refused(RefusalReason.Malformed, fault);
        }

        if (keys.FirstOrDefault(key => key.Kid == sealedBadge.Kid) is not { } known)
        {
            return Refused(RefusalReason.UnknownKey, $"its issuer's key {sealedBadge.Kid} is not among the {keys.Count} here");
        }

        using var issuer = IssuerKeys.Import(known);
        return sealedBadge.Open(issuer, out var badge) switch
        {
            BadgeOpening.BadSignature => Refused(RefusalReason.BadSignature, $"altered, or forged in the name of key {sealedBadge.Kid}"),
            BadgeOpening.Malformed => Refused(RefusalReason.Malformed, "signed, but what it says is not a badge's"),
            _ => OfClaims(sealedBadge, badge!, isRevoked, now),
        };
    }

    private static BadgeFinding OfClaims(BadgeText text, Badge badge, Func<Revocable, string, bool>? isRevoked, DateTimeOffset now)
    {
        string says = $"{BadgeWords.Describe(badge)}, key {text.Kid}";
        bool revoked = isRevoked is not null && (isRevoked(Revocable.Badge, badge.Id) || isRevoked(Revocable.Subject, badge.Subject));
        if (Fault(text, badge, revoked, now) is { } reason)
        {
            return Refused(reason, says);
        }

        string notChecked = badge.PhoneKey is null ? "" : "; the kiosk also wants a fresh code of its phone";
        return new BadgeFinding(Reason: null, $"valid: {says}{notChecked}{(isRevoked is null ? "; revocations not looked at" : "")}");
    }

    private static RefusalReason? Fault(BadgeText text, Badge badge, bool revoked, DateTimeOffset now) => badge switch
    {
        _ when revoked => RefusalReason.Revoked,
        _ when now < badge.IssuedAt => RefusalReason.NotYetValid,
        _ when now >= badge.ExpiresAt => RefusalReason.Expired,
        { PhoneKey: null } when !text.IsPhoneCodeFresh(badge, station: default, now) => RefusalReason.StalePhoneCode,
        _ => null,
    };

    private static BadgeFinding Refused(RefusalReason reason, string detail) => new(reason, $"not valid, {reason.Word()}: {detail}");
}
