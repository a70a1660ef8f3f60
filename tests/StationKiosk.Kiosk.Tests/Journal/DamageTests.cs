using CsCheck;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Journal;
using System.Text.Json;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

/// <summary>What the storage does to the journal's files, and what becomes of the events.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Events = 40;

    private readonly TestKiosk _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    public static TheoryData<string> Damages => ["overwritten", "cut off", "its header is zero", "its schema is gone", "its head is changed", "its version is changed"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Whatever_becomes_of_the_file_the_journal_starts_with_a_new_epoch_and_keeps_the_damaged_one(string damage)
    {
        var epoch = Fill(_kiosk);
        Damage(damage);
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Assert.Equal(1, _kiosk.Journal.Append(Refusal()).Seq);
        Assert.NotNull(_kiosk.Journal.Damage);
        Assert.True(File.Exists(Path.Combine(_kiosk.Folder, "journal.aside-0001", "journal.db")));
        _kiosk.Restart();
        Assert.Equal(1, _kiosk.Journal.LastSeq);
    }

    [Fact]
    public void What_can_be_read_of_a_damaged_file_and_had_no_receipt_goes_to_the_office_from_the_new_one()
    {
        var epoch = Fill(_kiosk);
        _kiosk.Journal.Receive(new Receipt(epoch, 30, [new SeqRange(7, 8)], [], default));
        _kiosk.Journal.Flush();
        Damage("its version is changed");
        Rescue();
        Assert.Equal([7L, 8, .. Enumerable.Range(31, Events - 30).Select(n => (long)n)], Rescued(epoch));
        _kiosk.Restart();
        Assert.False(_kiosk.Journal.RescueSome());
    }

    [Fact]
    public void A_rescue_that_was_cut_short_is_begun_again()
    {
        var epoch = Fill(_kiosk);
        Damage("its version is changed");
        Assert.True(_kiosk.Journal.RescueSome());
        _kiosk.Restart();
        Rescue();
        Assert.Equal(Enumerable.Range(1, Events).Select(n => (long)n), Rescued(epoch).Distinct());
    }

    [Fact]
    public void A_file_that_proves_damaged_while_it_is_used_is_replaced_with_the_next_write()
    {
        var epoch = Fill(_kiosk);
        Sqlite("DROP TABLE event", restart: false);
        Assert.False(_kiosk.Journal.Append(Refusal()).Stored);
        Assert.True(_kiosk.Journal.Append(Refusal()).Stored);
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Assert.Null(_kiosk.Journal.Fault);
        Assert.Single(_kiosk.Events());
    }

    [Fact]
    public void A_file_that_is_damaged_where_only_a_start_looks_does_not_keep_the_kiosk_from_starting()
    {
        var epoch = _kiosk.Journal.Epoch;
        string[] subjects = [.. Enumerable.Range(0, 10 * Events).Select(_ => Badge.NewSubject())];
        Assert.True(_kiosk.Journal.Append([.. subjects.Select(Visit)]).Stored);
        DamageMidst();
        Assert.Equal(epoch, _kiosk.Journal.Epoch);
        Assert.Empty(_kiosk.Journal.ReadLast(subjects.Length));
        Assert.Equal(VerdictKind.Refused, _kiosk.Desk().Answer(_kiosk.Scan("no badge")).Kind);
        _kiosk.Journal.Flush();
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Rescue();
        Assert.Equal(Enumerable.Range(1, subjects.Length).Select(n => (long)n), Rescued(epoch).Order());
    }

    [Fact]
    public void A_new_epoch_inherits_nothing_of_the_old_one()
    {
        var epoch = Fill(_kiosk);
        _kiosk.Journal.Receive(new Receipt(epoch, Events, [], [], _kiosk.Time.GetUtcNow()));
        _kiosk.Journal.Keep(JournalOptions.Default);
        Damage("overwritten");
        Assert.Equal((0, 0L, 0L), (_kiosk.Journal.Receipts.Through, _kiosk.Journal.LastSeq, _kiosk.Journal.Backlog));
        using var file = JournalFile.OpenToRead(_kiosk.JournalPath);
        Assert.Equal(0, file.ReceiptedBefore(DateTimeOffset.MaxValue));
        Assert.Equal(0, file.ShedTo());
    }

    [Fact]
    public void One_changed_bit_in_the_file_changes_no_event_that_is_sent() =>
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 7]).Sample(
            flip =>
            {
                using var kiosk = new TestKiosk();
                var epoch = Fill(kiosk);
                var before = Bodies(kiosk).ToHashSet(StringComparer.Ordinal);
                kiosk.Restart();
                Flip(kiosk.JournalPath, flip.Item1, flip.Item2);
                if (kiosk.Journal.Epoch == epoch)
                {
                    Assert.All(Sendable(kiosk), body => Assert.Contains(body, before));
                }
                else
                {
                    Assert.Empty(Sendable(kiosk));
                }
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void An_event_that_is_gone_for_good_is_declared_once_and_the_rest_goes_on()
    {
        Fill(_kiosk);
        Sqlite("UPDATE event SET time = time + 1 WHERE seq IN (3, 4, 9)");
        Segment.Of(_kiosk.JournalPath).ToList().ForEach(segment => File.Delete(segment.Path));
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
    public void An_event_that_is_damaged_and_has_no_receipt_is_put_back_from_the_tail()
    {
        Fill(_kiosk);
        Sqlite("UPDATE event SET time = time + 1 WHERE seq IN (3, 4)");
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, 0, [], [], default));
        Assert.Equal(new SeqRange(5, Events), Batch(3, Events));
        Assert.Equal(new SeqRange(3, Events), Batch(3, Events));
        _kiosk.Journal.Flush();
        Assert.DoesNotContain(_kiosk.Events(), e => e.Type == EventTypes.JournalLost);
    }

    [Fact]
    public void An_office_with_another_history_makes_a_new_epoch_and_gets_what_it_may_not_have()
    {
        var epoch = Fill(_kiosk);
        _kiosk.Journal.Receive(new Receipt(epoch, 30, [], [], default));
        _kiosk.Journal.Flush();
        Assert.False(_kiosk.Journal.Receive(new Receipt(epoch, 35, [], [], default, new ChainMark(35, new string('0', 64)))));
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Assert.Equal((0, 0, 0), (_kiosk.Journal.LastSeq, _kiosk.Journal.Receipts.Through, _kiosk.Journal.Backlog));
        Rescue();
        Assert.Equal(Enumerable.Range(31, Events - 30).Select(n => (long)n), Rescued(epoch));
    }

    [Fact]
    public void A_receipt_beyond_the_end_means_that_the_end_was_lost()
    {
        var epoch = Fill(_kiosk);
        Assert.False(_kiosk.Journal.Receive(new Receipt(epoch, Events + 1, [], [], default)));
        Assert.NotEqual(epoch, _kiosk.Journal.Epoch);
        Assert.NotNull(_kiosk.Journal.Damage);
    }

    [Fact]
    public void A_receipt_with_the_same_link_is_taken()
    {
        var epoch = Fill(_kiosk);
        foreach (int seq in (int[])[Events, 7])
        {
            string link = Chain.Text(_kiosk.Events().Take(seq).Aggregate(Chain.Start(epoch), (at, e) => Chain.Next(at, Chain.Digest(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent)))));
            Assert.True(_kiosk.Journal.Receive(new Receipt(epoch, Events, [], [], default, new ChainMark(seq, link))));
        }
    }

    private static Guid Fill(TestKiosk kiosk)
    {
        for (int i = 0; i < Events; i++)
        {
            Assert.True(kiosk.Journal.Append(Refusal($"reader {i}")).Stored);
        }

        return kiosk.Journal.Epoch;
    }

    private void Rescue()
    {
        while (_kiosk.Journal.RescueSome())
        {
            // A part at a time.
        }
    }

    private IEnumerable<long> Rescued(Guid epoch) => _kiosk.Events()
        .Where(e => e.Type == EventTypes.JournalRescued).Select(e => e.Data.Deserialize(ProtocolJson.Default.JournalRescued)!)
        .Where(each => each.Epoch == epoch).Select(each => each.Event.GetProperty("seq").GetInt64());

    /// <summary>Everything the uplink would send, as it stands in its batches.</summary>
    private static List<string> Sendable(TestKiosk kiosk)
    {
        var bodies = new List<string>();
        try
        {
            for (long from = 1; from <= kiosk.Journal.LastSeq && kiosk.Journal.ReadBatch(from, kiosk.Journal.LastSeq) is { } batch; from = batch.To + 1)
            {
                using var json = JsonDocument.Parse(batch.Json);
                bodies.AddRange(json.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetRawText()));
            }
        }
        catch (IOException)
        {
            // It cannot be read, and is replaced with the next write.
        }

        return bodies;
    }

    private SeqRange? Batch(long from, long to) => _kiosk.Journal.ReadBatch(from, to) is { } batch ? new SeqRange(batch.From, batch.To) : null;

    private void Damage(string damage)
    {
        string path = _kiosk.JournalPath;
        _kiosk.Restart();
        switch (damage)
        {
            case "overwritten": File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xA5, 20_000)]); break;
            case "cut off": File.WriteAllBytes(path, File.ReadAllBytes(path)[..4096]); break;
            case "its header is zero": File.WriteAllBytes(path, [.. new byte[100], .. File.ReadAllBytes(path)[100..]]); break;
            case "its schema is gone": Sqlite("DROP TABLE event"); break;
            case "its head is changed": Sqlite("UPDATE journal SET epoch = '5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10'"); break;
            default: Sqlite("PRAGMA user_version = 0"); break;
        }
    }

    /// <summary>A leaf of the events that holds neither the first nor the last is zero.</summary>
    private void DamageMidst()
    {
        const int Page = 4096, TableLeaf = 13;
        _kiosk.Restart();
        byte[] bytes = File.ReadAllBytes(_kiosk.JournalPath);
        int[] leaves = [.. Enumerable.Range(1, (bytes.Length / Page) - 1).Where(page => bytes[page * Page] == TableLeaf)];
        bytes.AsSpan(leaves[leaves.Length / 2] * Page, Page).Clear();
        File.WriteAllBytes(_kiosk.JournalPath, bytes);
    }

    private static void Flip(string path, int at, int bit)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at % bytes.Length] ^= (byte)(1 << bit);
        File.WriteAllBytes(path, bytes);
    }

    private static IReadOnlyList<string> Bodies(TestKiosk kiosk) =>
        [.. kiosk.Events().Select(e => System.Text.Encoding.UTF8.GetString(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent)))];

    private void Sqlite(string sql, bool restart = true)
    {
        if (restart)
        {
            _kiosk.Restart();
        }

        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_kiosk.JournalPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static EventContent Visit(string subject) =>
        EventContent.Of(new VisitCheckedIn(subject, Badge.NewId(), Category.Courier, "door", Zone: null, Service: null, [], Unverified: null));

    private static EventContent Refusal(string reader = "door") => EventContent.Of(new VisitRefused(RefusalReason.Expired, reader));
}
