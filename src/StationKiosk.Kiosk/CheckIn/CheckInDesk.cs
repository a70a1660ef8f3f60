using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Where a reader stands.</summary>
/// <param name="Zone">The zone's name.</param>
/// <param name="Service">What it offers.</param>
public sealed record ReaderPlace(string Zone, Service Service);

/// <summary>
/// Answers scans: verify, decide, store, and only then answer. A welcome costs one fsync and is given after it. Not for two threads at once:
/// <see cref="CheckInLoop"/> is its only caller.
/// </summary>
public sealed class CheckInDesk
{
    /// <summary>The same refused text within this is answered again without another event: a poster in the camera's view must not fill the disk.</summary>
    public static readonly TimeSpan RefusalWindow = TimeSpan.FromMinutes(1);

    /// <summary>Most visits taken up from an earlier run, so that a restart inside the debounce window makes no second visit.</summary>
    public const int TakenUpMax = 5_000;

    private readonly StationId _station;
    private readonly EventJournal _journal;
    private readonly NetworkListStore _lists;
    private readonly CheckInOptions _options;
    private readonly KioskClock _clock;
    private readonly IReadOnlyDictionary<string, ReaderPlace> _places;
    private readonly CardDesk _cards;
    private readonly CheckInRules _visits = new();
    private readonly CheckInRules _refusals = new();
    private bool _takeUpAgain;

    /// <param name="station">This station.</param>
    /// <param name="journal">Where visits are stored; those of the last window are taken up.</param>
    /// <param name="lists">What the office said.</param>
    /// <param name="options">Rules where the office's policy sets none.</param>
    /// <param name="clock">The kiosk's time.</param>
    /// <param name="places">Readers that stand at a zone, by name; all others stand at the door.</param>
    public CheckInDesk(
        StationId station, EventJournal journal, NetworkListStore lists, CheckInOptions options, KioskClock clock,
        IReadOnlyDictionary<string, ReaderPlace> places)
    {
        (_station, _journal, _lists, _options, _clock, _places) = (station, journal, lists, options, clock, places);
        _cards = new CardDesk(journal, clock);
        TakeUp();
    }

    /// <summary>Answers a scan of a badge or a card.</summary>
    public Verdict Answer(Scan scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var lists = _lists.Current(_options.ListsStaleAfter);
        var window = lists.Policy?.DebounceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _options.DebounceWindow;
        return scan.Text.StartsWith(CardText.Prefix, StringComparison.Ordinal) ? AnswerCard(scan, lists, window) : AnswerBadge(scan, lists, window);
    }

    private Verdict AnswerCard(Scan scan, NetworkLists lists, TimeSpan window) =>
        CardVerifier.Check(scan.Text, lists, _station, out var card) is { } reason ? Refuse(reason, scan) : _cards.Answer(card!, scan, window);

    private Verdict AnswerBadge(Scan scan, NetworkLists lists, TimeSpan window) => BadgeVerifier.Check(scan.Text, lists, _station, scan.At) switch
    {
        BadgeCheck.Accepted(var badge, var flags) =>
            _cards.BadgeShown(badge, Visit([badge.Subject, CheckInRules.Fingerprint(scan.Text)], Content(badge, scan, flags), badge.Category, flags, scan, window), scan, window),
        BadgeCheck.Unverified(var text, var flags) => Visit([CheckInRules.Fingerprint(text)], Content(text, scan, flags), category: null, flags, scan, window),
        BadgeCheck.Refused(var reason) => Refuse(reason, scan),
        _ => throw new InvalidOperationException("BadgeCheck is a closed set"),
    };

    /// <summary>
    /// A worker is known by the pseudonym and by the badge's text: a visit from before the keys came (or an answer that a restart cut off) is under the text
    /// alone, and the same badge verified later is not a second visit.
    /// </summary>
    private Verdict Visit(string[] names, VisitCheckedIn visit, Category? category, IReadOnlyList<VisitFlag> flags, Scan scan, TimeSpan window)
    {
        if (!IsTakenUpAgain())
        {
            return Refused(RefusalReason.StorageUnavailable, scan);
        }

        if (names.Select(name => _visits.VisitSince(name, scan.At.Mono, window)).FirstOrDefault(at => at is not null) is { } since)
        {
            return new Verdict(VerdictKind.WelcomeAgain, null, category, since, flags, scan.Reader, _clock.Now().Time);
        }

        var stored = _journal.Append(EventContent.Of(visit));
        if (!stored.Stored)
        {
            _takeUpAgain = true;
            return Refused(RefusalReason.StorageUnavailable, scan);
        }

        foreach (string name in names)
        {
            _visits.Remember(name, scan.At.Mono, stored.At.Time);
        }

        return new Verdict(VerdictKind.Welcome, null, category, null, flags, scan.Reader, stored.At.Time, stored.Seq);
    }

    private Verdict Refuse(RefusalReason reason, Scan scan)
    {
        string text = CheckInRules.Fingerprint(scan.Text);
        if (_refusals.VisitSince(text, scan.At.Mono, RefusalWindow) is null)
        {
            _journal.Defer(EventContent.Of(new VisitRefused(reason, scan.Reader)));
            _refusals.Remember(text, scan.At.Mono, scan.At.Time);
        }

        return Refused(reason, scan);
    }

    private Verdict Refused(RefusalReason reason, Scan scan) =>
        new(VerdictKind.Refused, reason, null, null, [], scan.Reader, _clock.Now().Time);

    private VisitCheckedIn Content(Badge badge, Scan scan, IReadOnlyList<VisitFlag> flags) =>
        new(badge.Subject, badge.Id, badge.Category, scan.Reader, Place(scan)?.Zone, Place(scan)?.Service, flags, Unverified: null);

    private VisitCheckedIn Content(string text, Scan scan, IReadOnlyList<VisitFlag> flags) =>
        new(Sub: null, Badge: null, Category: null, scan.Reader, Place(scan)?.Zone, Place(scan)?.Service, flags, text);

    private ReaderPlace? Place(Scan scan) => _places.GetValueOrDefault(scan.Reader);

    /// <summary>
    /// A commit that failed may be on disk all the same. As soon as the journal can be read and written again, it says so: the worker who was
    /// refused and scans again has that visit, and not a second one. False while it cannot be written: a visit stored now could be that second one.
    /// </summary>
    private bool IsTakenUpAgain()
    {
        if (_takeUpAgain)
        {
            if (_journal.Flush() is not null)
            {
                return false;
            }

            TakeUp();
        }

        return true;
    }

    /// <summary>Takes up what the journal knows; where it cannot be read, answering goes before, and the next scan tries again.</summary>
    private void TakeUp()
    {
        try
        {
            RememberRecent();
            _takeUpAgain = false;
        }
        catch (IOException)
        {
            _takeUpAgain = true;
        }
    }

    /// <summary>Remembers the visits of the last window: by monotonic time where they are of this boot, else by the wall clock.</summary>
    private void RememberRecent()
    {
        var now = _clock.Now();
        long window = (long)_options.DebounceWindow.TotalMilliseconds;
        var recent = _journal.ReadVisits(now.Time - _options.DebounceWindow, DateTimeOffset.MaxValue, TakenUpMax);
        foreach (var e in recent.Reverse())
        {
            long mono = e.Boot == now.Boot ? e.Mono : now.Mono - (long)(now.Time - e.Time).TotalMilliseconds;
            if (Who(e) is { } who && mono > now.Mono - window && mono <= now.Mono)
            {
                _visits.Remember(who, mono, e.Time);
            }
        }
    }

    private static string? Who(JournalEvent e)
    {
        var visit = System.Text.Json.JsonSerializer.Deserialize(e.Data, ProtocolJson.Default.VisitCheckedIn);
        return visit?.Sub ?? (visit?.Unverified is { } text ? CheckInRules.Fingerprint(text) : null);
    }
}
