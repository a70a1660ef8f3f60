using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.CheckIn;

/// <summary>A kiosk's desk, journal and lists as the kiosk puts them together, on this machine's clock and disk.</summary>
internal sealed class BenchDesk : IDisposable
{
    public static readonly StationId Station = StationId.Parse("bench");

    private static readonly TimeSpan Age = TimeSpan.FromDays(1), Validity = TimeSpan.FromDays(30);

    private readonly TestBadges _badges = new();
    private readonly CheckInDesk _desk;
    private readonly NetworkListStore _lists;

    public BenchDesk(string folder)
    {
        Journal = EventJournal.Open(Path.Combine(folder, "journal.db"), Clock);
        _lists = new NetworkListStore(folder, Clock);
        if (_lists.Receive(Topics.Keys, ProtocolJson.Bytes(_badges.KeyList, ProtocolJson.Default.KeyList)) is { } fault)
        {
            throw new InvalidOperationException($"the kiosk refused the issuer's keys: {fault}");
        }

        _desk = new CheckInDesk(Station, Journal, _lists, CheckInOptions.Default, Clock, new Dictionary<string, ReaderPlace>(StringComparer.Ordinal));
    }

    public EventJournal Journal { get; }

    public KioskClock Clock { get; } = new(TimeProvider.System, SystemClock.BootId(), SystemClock.Error, DateTimeOffset.MinValue);

    /// <summary>Badges of as many different workers.</summary>
    public string[] Issue(int count)
    {
        var now = Clock.Now().Time;
        return [.. Enumerable.Range(0, count).Select(_ => _badges.Text(TestBadges.Badge(now - Age, now + Validity)))];
    }

    /// <summary>Answers a scan as it would come from a reader.</summary>
    /// <exception cref="InvalidOperationException">It is not a welcome: then something else than a visit was measured.</exception>
    public void Welcome(string text)
    {
        var verdict = _desk.Answer(new Scan(text, "door", Clock.Now()));
        if (verdict.Kind != VerdictKind.Welcome)
        {
            throw new InvalidOperationException($"a badge just issued was answered {verdict.Kind} {verdict.Reason} {Journal.Fault}");
        }
    }

    /// <summary>The part of an answer that is not storing.</summary>
    public BadgeCheck Verify(string text) => BadgeVerifier.Check(text, _lists.Current(CheckInOptions.Default.ListsStaleAfter), Station, Clock.Now());

    public void Dispose()
    {
        Journal.Dispose();
        _badges.Dispose();
    }
}
