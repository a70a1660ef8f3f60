using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.Simulation.Tests.Disk;
using StationKiosk.Simulation.Tests.World;
using StationKiosk.TestKit;

namespace StationKiosk.Simulation.Tests;

/// <summary>Single promises of the journal and the office's store on a disk that fails or loses what was not fsynced, found by seeds of the simulation.</summary>
public sealed class PowerCutTests : IDisposable
{
    private readonly TempFolder _folder = new(Scratch.Folder);
    private readonly FaultCount _faults = new();
    private readonly SimDisk _disk;

    public PowerCutTests()
    {
        _disk = new SimDisk(_folder.Path, new Random(1), _faults);
        _disk.Mount();
    }

    [Fact]
    public void What_is_stored_survives_a_power_cut()
    {
        var journal = Open();
        long seq = Store(journal);
        Die(journal, powerCut: true);

        using var again = Open();
        Assert.Equal(seq, again.LastSeq);
    }

    /// <summary>After an fsync that failed the kernel calls its pages clean: they can be read, and no later fsync writes them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_stored_after_an_fsync_that_failed_survives_a_power_cut(bool restarted)
    {
        var journal = Open();
        Store(journal);
        _disk.NextSync = SyncFault.Lost;
        Assert.False(journal.Append(Event).Stored);
        if (restarted)
        {
            Die(journal, powerCut: false);
            journal = Open();
        }

        long seq = Store(journal);
        Die(journal, powerCut: true);

        using var again = Open();
        Assert.True(_faults.ByKind["disk: fsync fails"] > 0);
        Assert.Equal(seq, again.LastSeq);
    }

    /// <summary>A commit writes into the tail first, then into SQLite's log: a worker is refused where the first failed, and not where only the second did.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void A_visit_that_is_in_the_tail_is_answered_as_stored_though_SQLites_write_failed(int failingWrite, bool isStored)
    {
        var journal = Open();
        long before = Store(journal);
        journal.Defer(Event);
        _disk.FailingWrite = failingWrite;
        var result = journal.Append(Event);
        Assert.Equal((isStored, isStored ? before + 2 : 0), (result.Stored, result.Seq));
        Assert.Equal(isStored, journal.Fault is null);
        Assert.Equal(1, _faults.ByKind["disk: a write fails"]);
        Assert.Equal(before + (isStored ? 3 : 2), Store(journal));
        Die(journal, powerCut: true);

        using var again = Open();
        Assert.Equal(before + (isStored ? 3 : 2), again.LastSeq);
        Assert.Equal(again.LastSeq, again.Read(1, again.LastSeq).Count);
    }

    [Fact]
    public void A_visit_that_is_in_the_tail_and_can_be_taken_up_only_later_is_refused_and_stored_once()
    {
        using var journal = Open();
        long before = Store(journal);
        journal.Defer(Event);
        _disk.Room = 2;
        Assert.False(journal.Append(Event).Stored);
        Assert.True(_faults.ByKind["disk: full"] > 0);
        Assert.False(journal.Append(Event).Stored);
        _disk.Heal();
        Assert.Equal(before + 3, Store(journal));
        Assert.Equal(before + 3, journal.Read(1, long.MaxValue).Count);
    }

    /// <summary>The disk fails, then fails once more when the journal looks what became of the first visit.</summary>
    [Fact]
    public void A_worker_who_was_refused_and_comes_again_has_one_visit_whenever_the_disk_fails()
    {
        using var journal = Open();
        var clock = new KioskClock(new FakeTimeProvider(TestBadges.Now), Guid.NewGuid(), () => ClockQuality.Synced);
        var desk = new CheckInDesk(StationId.Parse("west-gate"), journal, new NetworkListStore(_folder.Path, clock), CheckInOptions.Default, clock, new Dictionary<string, ReaderPlace>(StringComparer.Ordinal));
        VerdictKind Scan() => desk.Answer(new Scan(People.Worker(0).Text, "door", clock.Now())).Kind;
        Store(journal);
        _disk.Room = 2;
        Assert.Equal(VerdictKind.Refused, Scan());
        _disk.Heal();
        _disk.FailingWrite = 1;
        Assert.Equal(VerdictKind.Refused, Scan());
        Assert.Equal(VerdictKind.WelcomeAgain, Scan());
        Assert.Equal(1, journal.CountVisits(DateTimeOffset.MinValue));
    }

    [Fact]
    public void A_disk_that_cannot_be_read_for_a_while_is_no_damage_and_the_journal_goes_on()
    {
        using var journal = Open();
        var epoch = journal.Epoch;
        Store(journal);
        _disk.NextSync = SyncFault.Lost;
        Assert.False(journal.Append(Event).Stored);
        _disk.Unreadable = true;
        Assert.Throws<IOException>(() => journal.Read(1, 2));
        Assert.False(journal.Append(Event).Stored);
        _disk.Unreadable = false;
        Store(journal);
        Assert.True(_faults.ByKind["disk: read fails"] > 0);
        Assert.Equal((epoch, null), (journal.Epoch, journal.Damage));
    }

    /// <summary>The same of the office's store: a receipt was given for what comes after.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_office_stores_after_an_fsync_that_failed_survives_a_power_cut(bool restarted)
    {
        var store = OpenStore();
        Note(store, "before");
        _disk.NextSync = SyncFault.Lost;
        Assert.Throws<StoreUnavailableException>(() => Note(store, "in doubt"));
        if (restarted)
        {
            Die(store, powerCut: false);
            store = OpenStore();
        }

        Note(store, "after");
        Die(store, powerCut: true);

        using var again = OpenStore();
        Assert.True(_faults.ByKind["disk: fsync fails"] > 0);
        var notes = again.Read(tables => tables.Notes.Of("west-gate", 10)).Select(note => note.Text).ToList();
        Assert.Contains("before", notes);
        Assert.Contains("after", notes);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private static EventContent Event => EventContent.Of(new VisitRefused(RefusalReason.Malformed, "door"));

    /// <summary>As in a kiosk, somebody reads too: SQLite tidies its log up when the last connection goes, and here it is not the last.</summary>
    private EventJournal Open()
    {
        var journal = EventJournal.Open(_folder["journal.db"], new KioskClock(new FakeTimeProvider(TestBadges.Now), Guid.NewGuid(), () => ClockQuality.Synced), new SimTail(_disk));
        journal.ReadLast(1);
        return journal;
    }

    private OfficeStore OpenStore()
    {
        var store = OfficeStore.Open(_folder["office.db"]);
        store.Read(tables => tables.Notes.Of("west-gate", 1));
        return store;
    }

    private static void Note(OfficeStore store, string text) => store.Write(tables =>
    {
        tables.Notes.Add(new Note("west-gate", TestBadges.Now, null, text));
        return true;
    });

    private static long Store(EventJournal journal)
    {
        var stored = journal.Append(Event);
        Assert.True(stored.Stored, stored.Fault);
        return stored.Seq;
    }

    private void Die(IDisposable program, bool powerCut)
    {
        _disk.Stop();
        program.Dispose();
        _disk.StartAgain(powerCut);
    }
}
