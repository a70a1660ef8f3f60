using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Verifies the badge of a visit that a kiosk accepted without knowing the issuer's key (flag <c>key-unverified</c>).</summary>
/// <param name="keys">The network's issuer keys as of now.</param>
public sealed class BadgeCheck(Func<IReadOnlyList<IssuerKey>> keys)
{
    /// <summary>The visit with what its badge says, and why it does not count; null where it counts.</summary>
    /// <param name="visit">As the kiosk sent it.</param>
    /// <param name="station">Where it was.</param>
    /// <param name="time">When it was.</param>
    /// <param name="revocations">What is revoked.</param>
    public (VisitCheckedIn Visit, string? Why) Check(VisitCheckedIn visit, StationId station, DateTimeOffset time, RevocationTable revocations)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(revocations);
        if (!visit.Flags.Contains(VisitFlag.KeyUnverified))
        {
            return (visit, null);
        }

        if (Open(visit.Unverified ?? "", out var text, out var badge) is { } reason)
        {
            return (visit, reason.Word());
        }

        var opened = visit with { Sub = badge!.Subject, Badge = badge.Id, Category = badge.Category };
        bool datesHold = !visit.Flags.Contains(VisitFlag.ClockUnsynced);
        RefusalReason? refused = datesHold && time >= badge.ExpiresAt ? RefusalReason.Expired
            : datesHold && time < badge.IssuedAt ? RefusalReason.NotYetValid
            : datesHold && !text!.IsPhoneCodeFresh(badge, station, time) ? RefusalReason.StalePhoneCode
            : IsRevoked(badge, revocations) ? RefusalReason.Revoked
            : null;
        return (opened, refused?.Word());
    }

    private RefusalReason? Open(string scanned, out BadgeText? text, out Badge? badge)
    {
        badge = null;
        if (!BadgeText.TryParse(scanned, out text, out _))
        {
            return RefusalReason.Malformed;
        }

        string kid = text.Kid;
        if (keys().FirstOrDefault(key => key.Kid == kid) is not { } known)
        {
            return RefusalReason.UnknownKey;
        }

        using var issuer = IssuerKeys.Import(known);
        return text.Open(issuer, out badge) switch
        {
            BadgeOpening.Opened => null,
            BadgeOpening.BadSignature => RefusalReason.BadSignature,
            _ => RefusalReason.Malformed,
        };
    }

    private static bool IsRevoked(Badge badge, RevocationTable revocations) =>
        revocations.At(Revocable.Badge, badge.Id) is not null || revocations.At(Revocable.Subject, badge.Subject) is not null;
}
