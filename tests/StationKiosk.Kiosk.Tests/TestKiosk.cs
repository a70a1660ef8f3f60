using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests;

/// <summary>A kiosk's clock, journal, lists and desk in a folder of the test's own, on fake time.</summary>
internal sealed class TestKiosk : IDisposable
{
    public static readonly StationId Station = StationId.Parse("west-gate");

    private readonly TempFolder _folder = new();
    private EventJournal? _journal;
    private NetworkListStore? _lists;

    public FakeTimeProvider Time { get; } = new(TestBadges.Now);

    public ClockQuality Quality { get; set; } = ClockQuality.Synced;

    public Guid Boot { get; set; } = Guid.NewGuid();

    public KioskClock Clock => new(Time, Boot, () => Quality);

    public string JournalPath => _folder["journal.db"];

    public string Folder => _folder.Path;

    /// <summary>The same one for every thread that asks: two on one file would not be a kiosk.</summary>
    public EventJournal Journal
    {
        get
        {
            lock (_folder)
            {
                return _journal ??= EventJournal.Open(JournalPath, Clock);
            }
        }
    }

    public NetworkListStore Lists => _lists ??= new NetworkListStore(_folder.Path, Clock);

    public Dictionary<string, ReaderPlace> Places { get; } = new(StringComparer.Ordinal);

    public CheckInDesk Desk() => new(Station, Journal, Lists, CheckInOptions.Default, Clock, Places);

    public Scan Scan(string text, string reader = "door") => new(text, reader, Clock.Now());

    public void Learn(KeyList keys) => Assert.Null(Lists.Receive(Topics.Keys, ProtocolJson.Bytes(keys, ProtocolJson.Default.KeyList)));

    public void Revoke(RevocationList list) => Assert.Null(Lists.Receive(Topics.Revocations, ProtocolJson.Bytes(list, ProtocolJson.Default.RevocationList)));

    public void Rule(NetworkPolicy policy) => Assert.Null(Lists.Receive(Topics.Policy, ProtocolJson.Bytes(policy, ProtocolJson.Default.NetworkPolicy)));

    /// <summary>As after a restart of the program: everything is read again from disk.</summary>
    public void Restart()
    {
        _journal?.Dispose();
        _journal = null;
        _lists = null;
    }

    /// <summary>The log's file is full, and something stands where the next one has to go: every write fails, as on a full disk.</summary>
    public void WhileTheLogCannotBeWritten(Action act)
    {
        const int Around = 350;
        for (int room = EventLog.FileBytes; room > Around; room = RoomInLog())
        {
            Assert.True(Journal.Append(EventContent.Of(new VisitRefused(RefusalReason.Malformed, new string('x', Math.Clamp(room - Around, 0, 15_000))))).Stored);
        }

        string obstacle = Path.Combine(Folder, $"journal.{EventLog.Files(JournalPath).Count + 1:D10}.log");
        Directory.CreateDirectory(obstacle);
        act();
        Directory.Delete(obstacle);
    }

    private int RoomInLog() => EventLog.FileBytes - LogFrame.ReadAll(File.ReadAllBytes(EventLog.Files(JournalPath)[^1])).Last().End;

    public IReadOnlyList<JournalEvent> Events() => Journal.Read(1, Journal.LastSeq);

    public void Dispose()
    {
        _journal?.Dispose();
        _folder.Dispose();
    }
}
