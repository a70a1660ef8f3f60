using System.Text;
using CsCheck;
using Microsoft.Data.Sqlite;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

/// <summary>What the journal lets go of: pseudonyms after their receipt, and what can be spared where there is no room.</summary>
public sealed class KeepingTests : IDisposable
{
    private const string Sub = "K7PQ2WXMEJ5RTA3N", Badge = "9f3c1a5e77b20d48";

    private readonly TestKiosk _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    [Fact]
    public void A_pseudonym_goes_a_set_time_after_its_receipt_from_every_file_and_the_chain_holds()
    {
        Visits(20);
        Receipted(20);
        Visits(5);
        Keep();
        Assert.Contains(Sub, Files(), StringComparison.Ordinal);
        var whole = Batch(1, 25);
        _kiosk.Time.Advance(JournalOptions.Default.BlankAfter + TimeSpan.FromMinutes(1));
        Receipted(25);
        Keep();
        Assert.Equal(10, Occurrences(Sub)); // the last five, in the file and in the tail
        _kiosk.Time.Advance(JournalOptions.Default.BlankAfter + TimeSpan.FromMinutes(1));
        Keep();
        Assert.Equal((0, 0), (Occurrences(Sub), Occurrences(Badge)));
        var blanked = Batch(1, 25);
        Assert.Equal((whole.After, whole.End), (blanked.After, blanked.End));
        Assert.All(blanked.Events, e => Assert.Null(e.Data.GetProperty("sub").GetString()));
        Assert.Equal(whole.Events.Select(Digest), blanked.Events.Select(e => e.Digest));
        _kiosk.Restart();
        Assert.Equal(25, _kiosk.Journal.LastSeq);
        _kiosk.Journal.Append(EventContent.Of(new VisitRefused(RefusalReason.Expired, "door")));
        Assert.Equal(Batch(26, 26).After, whole.End);
    }

    [Fact]
    public void What_has_no_receipt_keeps_its_pseudonym()
    {
        Visits(10);
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 10, [new SeqRange(4, 5)], [], _kiosk.Time.GetUtcNow()));
        Keep();
        _kiosk.Time.Advance(TimeSpan.FromDays(30));
        Keep();
        Assert.Equal([4L, 5, 6, 7, 8, 9, 10], _kiosk.Events().Where(e => e.Data.GetProperty("sub").GetString() is not null).Select(e => e.Seq));
    }

    [Fact]
    public void A_clock_that_jumps_takes_no_pseudonym_early()
    {
        var jumping = new JumpingTime(_kiosk.Time);
        using var journal = EventJournal.Open(_kiosk.JournalPath, new KioskClock(jumping, Guid.NewGuid(), () => ClockQuality.Synced));
        journal.Append(Content(0));
        journal.Receive(new Receipt(journal.Epoch, 1, [], [], _kiosk.Time.GetUtcNow()));
        journal.Keep(JournalOptions.Default);
        jumping.Ahead = TimeSpan.FromDays(3650);
        journal.Keep(JournalOptions.Default);
        Assert.Equal(Sub, journal.ReadLast(1)[0].Data.GetProperty("sub").GetString());
        _kiosk.Time.Advance(JournalOptions.Default.BlankAfter);
        journal.Keep(JournalOptions.Default);
        Assert.Null(journal.ReadLast(1)[0].Data.GetProperty("sub").GetString());
    }

    [Fact]
    public void A_blanked_event_keeps_nothing_by_which_pseudonyms_could_be_tried() => Gen.Guid.Sample(id =>
    {
        var visit = EventContent.Of(new VisitCheckedIn(Sub, Badge, Category.Courier, "door", null, null, [], "SK1TEXT"));
        var row = JournalRow.Of(7, Guid.NewGuid(), visit, _kiosk.Clock.Now(), Chain.Start(id));
        var blanked = Blanking.Of(row);
        string text = Encoding.UTF8.GetString(blanked.Body);
        Assert.DoesNotContain(row.Event.Id.ToString()[15..], text, StringComparison.Ordinal);
        Assert.All((string[])[Sub, Badge, "SK1TEXT"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        Assert.Equal(row.Link, blanked.Link);
        Assert.Equal(Chain.Text(row.Digest), blanked.Event.Digest);
        Assert.Same(blanked, Blanking.Of(blanked));
    });

    [Fact]
    public void A_rescued_visit_is_blanked_inside_as_well()
    {
        var inner = JournalRow.Of(7, Guid.NewGuid(), EventContent.Of(new VisitCheckedIn(Sub, Badge, Category.Courier, "夜", null, null, [], null)), _kiosk.Clock.Now(), Chain.Start(Guid.Empty));
        var content = new EventContent(EventTypes.JournalRescued, $$"""{"epoch":"{{Guid.NewGuid()}}","event":{{Encoding.UTF8.GetString(inner.Body)}}}""");
        var blanked = Blanking.Of(JournalRow.Of(1, Guid.NewGuid(), content, _kiosk.Clock.Now(), Chain.Start(Guid.Empty)));
        Assert.DoesNotContain(Sub, Encoding.UTF8.GetString(blanked.Body), StringComparison.Ordinal);
        Assert.Equal(Chain.Text(inner.Digest), blanked.Event.Data.GetProperty("event").GetProperty("digest").GetString());
    }

    [Fact]
    public void Above_the_quota_device_news_goes_first_then_occupancy_then_the_oldest_with_a_receipt_and_visits_without_one_never() =>
        Gen.Select(Gen.Int[0, 2].Array[30, 60], Gen.Int[0, 30], Gen.Int[0, 60]).Sample(
            (kinds, through, rounds) =>
            {
                string path = Path.Combine(_kiosk.Folder, $"{Guid.NewGuid()}.db");
                using var file = JournalFile.OpenToWrite(path);
                file.Commit([.. kinds.Index().Select(each => JournalRow.Of(each.Index + 1, Guid.NewGuid(), Content(each.Item), _kiosk.Clock.Now(), Chain.Start(Guid.Empty)))], receipt: null);
                var book = ReceiptBook.Of(new Receipt(Guid.Empty, through, [new SeqRange(2, 3)], [], default));
                for (int i = 0; i < rounds; i++)
                {
                    file.Shed(quota: 0, most: 1, book);
                }

                var left = file.Read(1, long.MaxValue, int.MaxValue).Select(row => row.Seq).ToHashSet();
                var order = new[] { 1, 2, 0 }.SelectMany(kind => kinds.Index()
                    .Where(each => each.Item == kind && (kind != 0 || book.Covers(each.Index + 1))).Select(each => each.Index + 1L)).ToList();
                Assert.Equal(order.Take(Math.Min(rounds, order.Count)).Order(), kinds.Index().Select(each => each.Index + 1L).Where(seq => !left.Contains(seq)));
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void What_was_shed_without_a_receipt_is_declared()
    {
        var options = JournalOptions.Default with { QuotaMegabytes = 0 };
        _kiosk.Journal.Append(Content(0), Content(1), Content(0));
        _kiosk.Journal.Flush();
        while (_kiosk.Journal.Keep(options))
        {
            // A part at a time.
        }

        Assert.Equal([1L, 3L], _kiosk.Events().Select(e => e.Seq));
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 1, [], [], default));
        Assert.Equal(3, _kiosk.Journal.ReadBatch(2, 3)!.From);
        _kiosk.Journal.Flush();
        var lost = Assert.Single(_kiosk.Events(), e => e.Type == EventTypes.JournalLost);
        Assert.Equal("""{"ranges":[[2,2]],"why":"shed"}""", lost.Data.GetRawText());
    }

    [Fact]
    public void A_program_that_keeps_the_log_from_being_emptied_is_told_of_until_it_ends()
    {
        const int More = 2_000;
        Visits(More);
        Assert.Null(_kiosk.Journal.Held);
        using (var reader = new SqliteConnection($"Data Source={_kiosk.JournalPath};Mode=ReadOnly;Pooling=False"))
        {
            reader.Open();
            using var reading = reader.BeginTransaction(deferred: true);
            using var select = reader.CreateCommand();
            select.CommandText = "SELECT count(*) FROM event";
            select.ExecuteScalar();
            Visits(More);
            Assert.StartsWith($"another program keeps {_kiosk.JournalPath} open", _kiosk.Journal.Held, StringComparison.Ordinal);
        }

        // The first writes all of the log into the file, the second begins it anew.
        Visits(2);
        Assert.Null(_kiosk.Journal.Held);
    }

    [Fact]
    public void A_reserve_is_kept_and_given_up_when_nothing_can_be_written()
    {
        Keep();
        string reserve = Path.ChangeExtension(_kiosk.JournalPath, ".reserve");
        Assert.Equal(Reserve.Bytes, new FileInfo(reserve).Length);
        using (var other = new SqliteConnection($"Data Source={_kiosk.JournalPath};Pooling=False"))
        {
            other.Open();
            using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            Assert.False(_kiosk.Journal.Append(Content(0)).Stored);
        }

        Assert.False(File.Exists(reserve));
        Assert.True(_kiosk.Journal.Append(Content(0)).Stored);
    }

    private static EventContent Content(int kind) => kind switch
    {
        0 => EventContent.Of(new VisitCheckedIn(Sub, Badge, Category.Courier, "door", null, null, [], null)),
        1 => EventContent.Of(new DeviceChanged("door", DeviceKind.Reader, DeviceState.Ok, null)),
        _ => EventContent.Of(new OccupancyRecounted("hall", 1, 2)),
    };

    private static string Digest(JournalEvent e) => Chain.Text(Chain.Digest(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent)));

    private void Visits(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _kiosk.Journal.Append(Content(0));
        }

        _kiosk.Journal.Flush();
    }

    private void Receipted(long through) => _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, through, [], [], _kiosk.Time.GetUtcNow()));

    private void Keep()
    {
        _kiosk.Journal.Flush();
        while (_kiosk.Journal.Keep(JournalOptions.Default))
        {
            // A part at a time.
        }
    }

    private EventBatch Batch(long from, long to)
    {
        Assert.True(ProtocolJson.TryRead(_kiosk.Journal.ReadBatch(from, to)!.Json, ProtocolJson.Default.EventBatch, out var batch, out string? fault), fault);
        return batch;
    }

    /// <summary>Every byte that lies in the folder: free pages and the write-ahead log too.</summary>
    private string Files() => string.Concat(Directory.EnumerateFiles(_kiosk.Folder).Select(file =>
    {
        using var shared = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(shared, Encoding.Latin1);
        return reader.ReadToEnd();
    }));

    private int Occurrences(string word) => Files().Split(word).Length - 1;

    /// <summary>A wall clock that is set, beside a monotonic one that is not.</summary>
    private sealed class JumpingTime(TimeProvider truth) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => truth.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => truth.GetUtcNow() + Ahead;

        public override long GetTimestamp() => truth.GetTimestamp();
    }
}
