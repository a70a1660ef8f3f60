using CsCheck;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

public sealed class EventJournalTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    private static EventContent Refusal(string reader = "door") => EventContent.Of(new VisitRefused(RefusalReason.Expired, reader));

    [Fact]
    public void What_was_appended_is_there_after_a_restart_in_the_same_epoch()
    {
        var stored = _kiosk.Journal.Append(Refusal());
        var epoch = _kiosk.Journal.Epoch;
        _kiosk.Restart();
        Assert.Equal((1, epoch, 1), (stored.Seq, _kiosk.Journal.Epoch, _kiosk.Journal.LastSeq));
        var e = Assert.Single(_kiosk.Events());
        Assert.Equal((EventTypes.VisitRefused, stored.At.Time, stored.At.Mono, stored.At.Boot), (e.Type, e.Time, e.Mono, e.Boot));
        Assert.Equal("""{"reason":"expired","reader":"door"}""", e.Data.GetRawText());
    }

    [Fact]
    public void A_new_file_is_a_new_epoch()
    {
        var epoch = _kiosk.Journal.Epoch;
        using var other = new TestKiosk();
        Assert.NotEqual(epoch, other.Journal.Epoch);
    }

    [Fact]
    public void Seqs_have_no_gap_whatever_is_appended_deferred_flushed_and_restarted() =>
        Gen.Int[0, 3].Array[1, 40].Sample(
            steps =>
            {
                using var kiosk = new TestKiosk();
                int deferred = 0;
                foreach (int step in steps)
                {
                    switch (step)
                    {
                        case 0: kiosk.Journal.Append(Refusal()); break;
                        case 1: kiosk.Journal.Defer(Refusal()); deferred++; break;
                        case 2: kiosk.Journal.Flush(); break;
                        default: kiosk.Restart(); break;
                    }
                }

                kiosk.Journal.Flush();
                int expected = steps.Count(step => step == 0) + deferred;
                Assert.Equal(Enumerable.Range(1, expected).Select(n => (long)n), kiosk.Events().Select(e => e.Seq));
            },
            iter: 30);

    [Fact]
    public void Deferred_events_ride_along_with_the_next_append_and_keep_their_order()
    {
        _kiosk.Journal.Defer(Refusal("first"));
        Assert.Equal(0, _kiosk.Journal.LastSeq);
        var stored = _kiosk.Journal.Append(Refusal("second"));
        Assert.Equal(2, stored.Seq);
        Assert.Equal(["first", "second"], _kiosk.Events().Select(e => e.Data.GetProperty("reader").GetString()));
    }

    [Fact]
    public void Too_many_deferred_events_are_written_rather_than_kept_in_memory()
    {
        for (int i = 0; i < EventJournal.DeferredMax; i++)
        {
            _kiosk.Journal.Defer(Refusal());
        }

        Assert.Equal(EventJournal.DeferredMax, _kiosk.Journal.LastSeq);
    }

    [Fact]
    public void Appends_from_many_threads_are_all_stored_once()
    {
        Parallel.For(0, 200, _ => Assert.True(_kiosk.Journal.Append(Refusal()).Stored));
        Assert.Equal(200, _kiosk.Events().Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public void A_batch_stays_within_what_one_message_may_hold()
    {
        string big = new('x', 15_000);
        for (int i = 0; i < 40; i++)
        {
            _kiosk.Journal.Defer(Refusal(big));
        }

        _kiosk.Journal.Flush();
        var batch = _kiosk.Journal.ReadBatch(1, 40)!;
        Assert.InRange(batch.Count, 1, 39);
        Assert.InRange(batch.Json.Length, 1, Limits.BatchBytesMax);
    }

    [Fact]
    public void A_receipt_covers_what_it_says_and_nothing_else()
    {
        for (int i = 0; i < 10; i++)
        {
            _kiosk.Journal.Append(Refusal());
        }

        Assert.True(_kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 8, [new SeqRange(3, 4)], [5], default)));
        Assert.Equal([3L, 4L, 9L, 10L], Enumerable.Range(1, 10).Select(n => (long)n).Where(seq => !_kiosk.Journal.Receipts.Covers(seq)));
        Assert.Equal(4, _kiosk.Journal.Backlog);
    }

    [Fact]
    public void A_receipt_survives_a_clean_restart()
    {
        _kiosk.Journal.Append(Refusal());
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 1, [], [], default));
        _kiosk.Restart();
        Assert.Equal(0, _kiosk.Journal.Backlog);
    }

    [Fact]
    public void A_receipt_for_another_epoch_changes_nothing()
    {
        _kiosk.Journal.Append(Refusal());
        Assert.False(_kiosk.Journal.Receive(new Receipt(Guid.NewGuid(), 1, [], [], default)));
        Assert.Equal(1, _kiosk.Journal.Backlog);
    }

    [Fact]
    public void An_office_that_came_back_from_a_backup_is_believed_and_gets_the_events_again()
    {
        _kiosk.Journal.Append(Refusal());
        _kiosk.Journal.Append(Refusal());
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 2, [], [], default));
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 1, [], [], default));
        Assert.Equal(1, _kiosk.Journal.Backlog);
    }

    [Fact]
    public async Task A_mark_never_runs_ahead_of_an_event_stamped_before_it()
    {
        using var stop = new CancellationTokenSource();
        using var kiosk = new TestKiosk();
        var appending = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                kiosk.Time.Advance(TimeSpan.FromMilliseconds(1));
                kiosk.Journal.Append(Refusal());
            }
        });
        var marks = Enumerable.Range(0, 200).Select(_ => kiosk.Journal.Mark()).ToList();
        await stop.CancelAsync();
        await appending;
        var events = kiosk.Events();
        Assert.All(marks, mark => Assert.DoesNotContain(events, e => e.Seq > mark.LastSeq && e.Mono < mark.At.Mono));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_a_fault_and_nothing_is_numbered()
    {
        string folder = Path.Combine(_kiosk.Folder, "gone");
        Directory.CreateDirectory(folder);
        using var journal = EventJournal.Open(Path.Combine(folder, "journal.db"), _kiosk.Clock);
        LockFile(Path.Combine(folder, "journal.db"), () =>
        {
            var result = journal.Append(Refusal());
            Assert.False(result.Stored);
            Assert.StartsWith("the journal cannot write", journal.Fault, StringComparison.Ordinal);
            Assert.Equal(0, journal.LastSeq);
        });
        Assert.Equal(1, journal.Append(Refusal()).Seq);
        Assert.Null(journal.Fault);
    }

    [Fact]
    public void A_commit_that_failed_and_is_in_the_file_all_the_same_is_not_stored_twice()
    {
        var journal = _kiosk.Journal;
        journal.Defer(Refusal("deferred"));
        LockFile(_kiosk.JournalPath, () => Assert.False(journal.Append(Refusal("answered no")).Stored));
        LandedAfterAll(2);
        Assert.Equal(3, journal.Append(Refusal("next")).Seq);
        Assert.Equal(["landed 1", "landed 2", "next"], _kiosk.Events().Select(e => e.Data.GetProperty("reader").GetString()));
    }

    [Fact]
    public void A_failed_commit_that_is_not_in_the_file_leaves_what_was_deferred_to_the_next()
    {
        _kiosk.Journal.Defer(Refusal("deferred"));
        LockFile(_kiosk.JournalPath, () => Assert.False(_kiosk.Journal.Append(Refusal("answered no")).Stored));
        Assert.Equal(2, _kiosk.Journal.Append(Refusal("next")).Seq);
        Assert.Equal(["deferred", "next"], _kiosk.Events().Select(e => e.Data.GetProperty("reader").GetString()));
    }

    [Fact]
    public void A_journal_of_a_newer_program_is_left_alone()
    {
        _kiosk.Journal.Append(Refusal());
        _kiosk.Restart();
        Sqlite(_kiosk.JournalPath, $"PRAGMA user_version = 99; PRAGMA application_id = {0x534B0000 + 99}");
        var fault = Assert.Throws<NewerJournalException>(() => _kiosk.Journal);
        Assert.Contains("version 99", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Another process that holds the write lock makes every write fail, as a broken disk would.</summary>
    private static void LockFile(string path, Action act)
    {
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        act();
    }

    /// <summary>As if the flush had failed and the log were found whole when it is opened again.</summary>
    private void LandedAfterAll(int events)
    {
        for (int seq = 1; seq <= events; seq++)
        {
            using var file = JournalFile.OpenToWrite(_kiosk.JournalPath);
            var after = file.Last()?.Link ?? Chain.Start(_kiosk.Journal.Epoch);
            file.Commit([JournalRow.Of(seq, Guid.NewGuid(), Refusal($"landed {seq}"), _kiosk.Clock.Now(), after)], receipt: null);
        }
    }

    private static void Sqlite(string path, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
