using CsCheck;
using StationKiosk.Kiosk.Journal;
using System.Text.Json;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

/// <summary>What the storage does to the journal's files, and what becomes of the events.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Events = 40;

    private readonly TestKiosk _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    public static TheoryData<string> Damages => ["emptied", "overwritten", "cut off", "gone", "its header is zero", "its schema is gone", "its head is changed", "its version is changed"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Whatever_becomes_of_the_file_the_journal_starts_in_its_epoch_with_every_event(string damage)
    {
        var (epoch, before) = Filled();
        Damage(_kiosk.JournalPath, damage);
        Assert.Equal((epoch, (long)Events), (_kiosk.Journal.Epoch, _kiosk.Journal.LastSeq));
        Assert.Equal(before, Bodies());
        Assert.Equal(Events + 1, _kiosk.Journal.Append(Refusal()).Seq);
        Assert.Equal(damage is "gone" or "emptied", _kiosk.Journal.Damage is null);
    }

    [Fact]
    public void Events_that_are_in_the_damaged_file_alone_are_brought_over()
    {
        var (_, before) = Filled();
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, Events, [], [], default));
        Turn();
        Damage(_kiosk.JournalPath, "its version is changed");
        while (_kiosk.Journal.RescueSome())
        {
            // A part at a time.
        }

        Assert.Equal(before, Bodies().Take(Events));
    }

    [Fact]
    public void One_changed_bit_in_the_file_changes_no_event_that_is_read_and_loses_none() =>
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 7]).Sample(
            flip =>
            {
                using var kiosk = new TestKiosk();
                Fill(kiosk);
                var before = Bodies(kiosk);
                kiosk.Restart();
                Flip(kiosk.JournalPath, flip.Item1, flip.Item2);
                for (long from = 1; from <= Events && kiosk.Journal.ReadBatch(from, Events) is { } batch; from = batch.To + 1)
                {
                    Assert.True(ProtocolJson.TryRead(batch.Json, ProtocolJson.Default.EventBatch, out var read, out _));
                    Assert.Equal(batch.From, from);
                }

                Assert.Equal(before, Bodies(kiosk));
            },
            iter: 40,
            threads: 1);

    [Fact]
    public void One_changed_bit_in_the_log_changes_nothing_at_all_while_the_file_is_whole() =>
        Gen.Select(Gen.Int[0, 30_000], Gen.Int[0, 7]).Sample(
            flip =>
            {
                using var kiosk = new TestKiosk();
                Fill(kiosk);
                var before = Bodies(kiosk);
                kiosk.Restart();
                Flip(EventLog.Files(kiosk.JournalPath)[0], flip.Item1, flip.Item2);
                Assert.Equal(before, Bodies(kiosk));
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void An_event_that_is_gone_for_good_is_declared_once_and_the_rest_goes_on()
    {
        Filled();
        Turn();
        Sqlite("UPDATE event SET time = time + 1 WHERE seq IN (3, 4, 9)");
        Assert.Null(Batch(3, 4));
        _kiosk.Journal.Flush();
        Assert.DoesNotContain(_kiosk.Events(), e => e.Type == EventTypes.JournalLost);
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 0, [], [], default));
        Assert.Equal(new SeqRange(1, 2), Batch(1, Events));
        Assert.Equal(new SeqRange(5, 8), Batch(3, Events));
        Assert.Equal(new SeqRange(5, 8), Batch(3, Events));
        Assert.Equal(new SeqRange(10, Events), Batch(9, Events));
        _kiosk.Journal.Flush();
        Assert.Equal(
            ["[[3,4]]", "[[9,9]]"],
            _kiosk.Events().Where(e => e.Type == EventTypes.JournalLost).Select(e => e.Data.GetProperty("ranges").GetRawText()));
    }

    [Fact]
    public void An_office_with_another_history_makes_a_new_epoch_and_gets_what_it_may_not_have()
    {
        var (epoch, _) = Filled();
        _kiosk.Journal.Receive(new Receipt(epoch, 30, [], [], default));
        _kiosk.Journal.Flush();
        Assert.False(_kiosk.Journal.Receive(new Receipt(epoch, 35, [], [], default, new ChainMark(35, new string('0', 64)))));
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Assert.Equal((0, 0, 0), (_kiosk.Journal.LastSeq, _kiosk.Journal.Receipts.Through, _kiosk.Journal.Backlog));
        while (_kiosk.Journal.RescueSome())
        {
            // A part at a time.
        }

        var rescued = _kiosk.Events().Select(e => e.Data.Deserialize(ProtocolJson.Default.JournalRescued)!).ToList();
        Assert.Equal(Enumerable.Range(1, Events).Select(n => (epoch, n)), rescued.Select(each => (each.Epoch, each.Event.GetProperty("seq").GetInt32())).Distinct());
        _kiosk.Restart();
        Assert.False(_kiosk.Journal.RescueSome());
    }

    [Fact]
    public void A_receipt_beyond_the_end_means_that_the_end_was_lost()
    {
        var (epoch, _) = Filled();
        Assert.False(_kiosk.Journal.Receive(new Receipt(epoch, Events + 1, [], [], default)));
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Assert.NotNull(_kiosk.Journal.Damage);
    }

    [Fact]
    public void A_receipt_with_the_same_link_is_taken()
    {
        var (epoch, _) = Filled();
        foreach (int seq in (int[])[Events, 7])
        {
            string link = Chain.Text(_kiosk.Events().Take(seq).Aggregate(Chain.Start(epoch), (at, e) => Chain.Next(at, Chain.Digest(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent)))));
            Assert.True(_kiosk.Journal.Receive(new Receipt(epoch, Events, [], [], default, new ChainMark(seq, link))));
        }
    }

    private (Guid Epoch, IReadOnlyList<string> Bodies) Filled()
    {
        Fill(_kiosk);
        var filled = (_kiosk.Journal.Epoch, Bodies());
        return filled;
    }

    private static void Fill(TestKiosk kiosk)
    {
        for (int i = 0; i < Events; i++)
        {
            Assert.True(kiosk.Journal.Append(Refusal($"reader {i}")).Stored);
            if (i % 7 == 0)
            {
                kiosk.Journal.Flush();
            }
        }

        kiosk.Journal.Flush();
    }

    private SeqRange? Batch(long from, long to) => _kiosk.Journal.ReadBatch(from, to) is { } batch ? new SeqRange(batch.From, batch.To) : null;

    /// <summary>As after years: the log holds only where the journal ended.</summary>
    private void Turn()
    {
        var (epoch, last) = (_kiosk.Journal.Epoch, _kiosk.Journal.LastSeq);
        _kiosk.Restart();
        foreach (string file in EventLog.Files(_kiosk.JournalPath))
        {
            File.Delete(file);
        }

        using var end = JournalFile.OpenToRead(_kiosk.JournalPath);
        byte[] link = end.Last()!.Link;
        using var log = EventLog.Open(_kiosk.JournalPath, _ => { });
        log.Turn(new LogFrame(epoch, last, link, []));
    }

    private void Damage(string path, string damage)
    {
        _kiosk.Restart();
        switch (damage)
        {
            case "emptied": File.WriteAllBytes(path, []); break;
            case "overwritten": File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xA5, 20_000)]); break;
            case "cut off": File.WriteAllBytes(path, File.ReadAllBytes(path)[..4096]); break;
            case "gone": File.Delete(path); break;
            case "its header is zero": File.WriteAllBytes(path, [.. new byte[100], .. File.ReadAllBytes(path)[100..]]); break;
            case "its schema is gone": Sqlite("DROP TABLE event"); break;
            case "its head is changed": Sqlite("UPDATE journal SET epoch = '5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10'"); break;
            default: Sqlite("PRAGMA user_version = 0"); break;
        }
    }

    private static void Flip(string path, int at, int bit)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at % bytes.Length] ^= (byte)(1 << bit);
        File.WriteAllBytes(path, bytes);
    }

    private IReadOnlyList<string> Bodies() => Bodies(_kiosk);

    private static IReadOnlyList<string> Bodies(TestKiosk kiosk) =>
        [.. kiosk.Events().Select(e => System.Text.Encoding.UTF8.GetString(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent)))];

    private void Sqlite(string sql)
    {
        _kiosk.Restart();
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_kiosk.JournalPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static EventContent Refusal(string reader = "door") => EventContent.Of(new VisitRefused(RefusalReason.Expired, reader));
}
