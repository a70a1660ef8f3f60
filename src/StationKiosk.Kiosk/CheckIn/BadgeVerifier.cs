using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>What verifying a badge came to (closed set).</summary>
public abstract record BadgeCheck
{
    private BadgeCheck()
    {
    }

    /// <summary>Signed by a known key and good today.</summary>
    /// <param name="Badge">What it says.</param>
    /// <param name="Flags">What was in doubt.</param>
    public sealed record Accepted(Badge Badge, IReadOnlyList<VisitFlag> Flags) : BadgeCheck;

    /// <summary>Signed by a key that a doubtful list does not hold: the office has to verify it, and nothing it says is used here.</summary>
    /// <param name="Text">The badge's text.</param>
    /// <param name="Flags">What was in doubt.</param>
    public sealed record Unverified(string Text, IReadOnlyList<VisitFlag> Flags) : BadgeCheck;

    /// <summary>Not good.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(RefusalReason Reason) : BadgeCheck;
}

/// <summary>
/// Pure: verifies a badge with what the kiosk knows. The signature comes before any claim. A clock or list in doubt is never held against a
/// worker: the visit is flagged instead.
/// </summary>
public static class BadgeVerifier
{
    /// <summary>A clock that is wrong by no more than this can be held against a badge: its dates are days, its phone code is good for three minutes.</summary>
    public static readonly TimeSpan ClockHoldsWithin = TimeSpan.FromMinutes(1);

    /// <summary>Verifies a scanned text.</summary>
    public static BadgeCheck Check(string text, NetworkLists lists, StationId station, Stamp now)
    {
        ArgumentNullException.ThrowIfNull(lists);
        if (!BadgeText.TryParse(text, out var badgeText, out _))
        {
            return new BadgeCheck.Refused(RefusalReason.Malformed);
        }

        if (!lists.Keys.TryGetValue(badgeText.Kid, out var key))
        {
            return lists.InDoubt
                ? Unlisted(text, lists, station, now)
                : new BadgeCheck.Refused(RefusalReason.UnknownKey);
        }

        return badgeText.Open(key, out var badge) switch
        {
            BadgeOpening.BadSignature => new BadgeCheck.Refused(RefusalReason.BadSignature),
            BadgeOpening.Malformed => new BadgeCheck.Refused(RefusalReason.Malformed),
            _ => Judge(badgeText, badge!, lists, station, now),
        };
    }

    private static BadgeCheck Unlisted(string text, NetworkLists lists, StationId station, Stamp now) => lists.IsClosed(station)
        ? new BadgeCheck.Refused(RefusalReason.Closed)
        : new BadgeCheck.Unverified(text, [.. Doubts(lists, now), VisitFlag.KeyUnverified]);

    private static BadgeCheck Judge(BadgeText text, Badge badge, NetworkLists lists, StationId station, Stamp now)
    {
        bool clockHolds = now.IsGoodTo(ClockHoldsWithin);
        RefusalReason? reason = lists.IsRevoked(badge) ? RefusalReason.Revoked
            : clockHolds && now.Time >= badge.ExpiresAt ? RefusalReason.Expired
            : clockHolds && now.Time < badge.IssuedAt ? RefusalReason.NotYetValid
            : clockHolds && !text.IsPhoneCodeFresh(badge, station, now.Time) ? RefusalReason.StalePhoneCode
            : lists.IsClosed(station) ? RefusalReason.Closed
            : null;
        return reason is { } why ? new BadgeCheck.Refused(why) : new BadgeCheck.Accepted(badge, Doubts(lists, now));
    }

    private static List<VisitFlag> Doubts(NetworkLists lists, Stamp now)
    {
        var doubts = new List<VisitFlag>();
        if (!now.IsGoodTo(ClockHoldsWithin))
        {
            doubts.Add(VisitFlag.ClockUnsynced);
        }

        if (lists.InDoubt)
        {
            doubts.Add(VisitFlag.KeysStale);
        }

        return doubts;
    }
}
