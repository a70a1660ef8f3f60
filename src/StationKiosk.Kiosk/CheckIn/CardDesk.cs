using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>
/// Brings wall cards and badges together: a card acts for the badge scanned at the same reader within <see cref="PairWithin"/> before or after it;
/// a problem card works alone. What is used is on disk before the answer. A problem never carries who reported it.
/// </summary>
public sealed class CardDesk(EventJournal journal, KioskClock clock)
{
    /// <summary>Card and badge belong together when they are scanned within this.</summary>
    public static readonly TimeSpan PairWithin = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (Card Card, long Mono)> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Badge Badge, long Mono)> _shown = new(StringComparer.Ordinal);
    private readonly CheckInRules _used = new();

    /// <summary>Answers a verified card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="scan">Its scan.</param>
    /// <param name="window">The same card for the same worker inside it acts once.</param>
    public Verdict Answer(Card card, Scan scan, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(scan);
        if (card.Kind == CardKind.Problem)
        {
            return Record(card.Id, EventContent.Of(new ProblemReported(card.Id, card.Service, card.Label, scan.Reader)), category: null, scan, window);
        }

        if (_shown.TryGetValue(scan.Reader, out var shown) && Together(shown.Mono, scan))
        {
            return Use(card, shown.Badge, scan, window);
        }

        _waiting[scan.Reader] = (card, scan.At.Mono);
        return new Verdict(VerdictKind.ShowBadge, null, null, null, [], scan.Reader, clock.Now().Time);
    }

    /// <summary>A badge was answered: the card that waits for it acts.</summary>
    /// <returns>The badge's own answer; refused where the card's use could not be stored.</returns>
    public Verdict BadgeShown(Badge badge, Verdict answer, Scan scan, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(scan);
        if (answer.Kind == VerdictKind.Refused)
        {
            return answer;
        }

        _shown[scan.Reader] = (badge, scan.At.Mono);
        if (!_waiting.Remove(scan.Reader, out var waiting) || !Together(waiting.Mono, scan))
        {
            return answer;
        }

        var used = Use(waiting.Card, badge, scan, window);
        return used.Kind == VerdictKind.Refused ? used : answer;
    }

    private Verdict Use(Card card, Badge badge, Scan scan, TimeSpan window) => Record(
        $"{card.Id} {badge.Subject}",
        EventContent.Of(new ServiceUsed(card.Id, card.Kind, card.Service, card.Label, badge.Subject, badge.Id, badge.Category, scan.Reader)),
        badge.Category, scan, window);

    private Verdict Record(string what, EventContent content, Category? category, Scan scan, TimeSpan window)
    {
        if (_used.VisitSince(what, scan.At.Mono, window) is { } since)
        {
            return new Verdict(VerdictKind.WelcomeAgain, null, category, since, [], scan.Reader, clock.Now().Time);
        }

        var stored = journal.Append(content);
        if (!stored.Stored)
        {
            return new Verdict(VerdictKind.Refused, RefusalReason.StorageUnavailable, null, null, [], scan.Reader, stored.At.Time);
        }

        _used.Remember(what, scan.At.Mono, stored.At.Time);
        return new Verdict(VerdictKind.Welcome, null, category, null, [], scan.Reader, stored.At.Time, stored.Seq);
    }

    private static bool Together(long mono, Scan scan) => scan.At.Mono - mono <= (long)PairWithin.TotalMilliseconds;
}
