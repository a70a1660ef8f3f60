using CsCheck;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

/// <summary>The tail: what makes an answer true whatever SQLite has flushed.</summary>
public sealed class TailTests : IDisposable
{
    private const int Events = 12;

    private readonly TestKiosk _kiosk = new();
    private readonly TestKiosk _cut = new();

    public void Dispose()
    {
        _kiosk.Dispose();
        _cut.Dispose();
    }

    /// <summary>As after a power cut: of SQLite's writes none reached the disk since its last checkpoint.</summary>
    [Fact]
    public void What_is_stored_is_there_though_SQLite_flushed_nothing_of_it()
    {
        Fill(Events);
        Cut("journal.db");
        Assert.Equal((_kiosk.Journal.Epoch, Events), (_cut.Journal.Epoch, _cut.Journal.LastSeq));
        Assert.Equal(Bodies(_kiosk), Bodies(_cut));
        _cut.Journal.Append(Refusal());
        Assert.Equal(_kiosk.Journal.ReadBatch(1, Events)!.Count + 1, _cut.Journal.ReadBatch(1, Events + 1)!.Count);
    }

    [Fact]
    public void What_was_taken_up_once_is_not_taken_up_again()
    {
        Fill(Events);
        Cut("journal.db");
        Assert.Equal(Events, _cut.Journal.LastSeq);
        _cut.Restart();
        Assert.Equal(Events, _cut.Journal.LastSeq);
        Assert.Equal(Bodies(_kiosk), Bodies(_cut));
    }

    [Fact]
    public void When_SQLites_files_are_gone_all_goes_to_the_office_from_a_new_epoch()
    {
        Fill(Events);
        Cut();
        Assert.NotEqual(_kiosk.Journal.Epoch, _cut.Journal.Epoch);
        Rescue();
        Assert.Equal(All, Rescued());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Kiosk.Journal.Rescue.TriesMax)]
    public void A_part_that_cannot_be_read_is_asked_for_again_with_its_folder_and_given_up_in_the_end(int tries)
    {
        Fill(Events);
        Cut();
        Assert.NotEqual(_kiosk.Journal.Epoch, _cut.Journal.Epoch);
        WithoutNewest(() =>
        {
            Rescue(tries);
            Assert.Empty(Rescued());
        });
        Rescue();
        Assert.Equal(tries < Kiosk.Journal.Rescue.TriesMax ? All : [], Rescued());
    }

    [Fact]
    public void However_often_a_folder_is_gone_through_each_event_is_brought_once()
    {
        Fill(Events);
        Cut();
        Assert.NotEqual(_kiosk.Journal.Epoch, _cut.Journal.Epoch);
        File.WriteAllText(Path.Combine(Aside, "journal.db"), new string('?', 8192));
        Rescue(Kiosk.Journal.Rescue.TriesMax);
        Assert.Equal(All, Rescued());
    }

    /// <summary>After a flush that failed its number was given again, and a power cut brought back what the failed commit had written.</summary>
    [Theory]
    [InlineData("journal.db")]
    [InlineData("nothing of SQLite's")]
    public void What_was_stored_last_under_a_number_is_what_was_answered(string left)
    {
        Fill(2);
        Cut(left);
        StoreTwice(3);
        Rescue();
        string all = string.Join('\n', _cut.Events().Select(e => e.Data.GetRawText()));
        Assert.Contains("answered", all, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "answered")]
    [InlineData(Kiosk.Journal.Rescue.TriesMax, "failed")]
    public void While_what_was_stored_last_under_a_number_cannot_be_read_nothing_older_goes_in_its_place(int tries, string comes)
    {
        Fill(2);
        Cut("nothing of SQLite's");
        StoreTwice(3);
        Assert.NotEqual(_kiosk.Journal.Epoch, _cut.Journal.Epoch);
        WithoutNewest(() => Rescue(tries));
        Rescue();
        Assert.Equal([1, 2, 3], Rescued().Select(each => each.Seq).Order());
        Assert.Contains(comes, string.Join('\n', _cut.Events().Select(e => e.Data.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_whose_flush_lied_is_lost_alone_and_its_number_is_not_given_again()
    {
        Fill(Events);
        Cut("journal.db");
        string segment = Assert.Single(Segment.Of(_cut.JournalPath)).Path;
        byte[] bytes = File.ReadAllBytes(segment);
        var (at, length, _) = TailRecord.In(bytes).ElementAt(4);
        bytes.AsSpan(at, length).Clear();
        File.WriteAllBytes(segment, bytes);
        Assert.Equal(Enumerable.Range(1, Events).Where(n => n != 5).Select(n => (long)n), _cut.Events().Select(e => e.Seq));
        Assert.Equal(Events + 1, _cut.Journal.Append(Refusal()).Seq);
    }

    [Fact]
    public void A_segment_goes_when_the_office_holds_all_of_it_and_SQLite_has_flushed_it_and_leaves_nothing_behind()
    {
        while (Segments < 3)
        {
            Fill(1);
        }

        long first = Segment.Of(_kiosk.JournalPath).ElementAt(1).First;
        string oldest = Segment.Of(_kiosk.JournalPath).First().Path;
        using var still = new FileStream(oldest, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Receipted(first - 2);
        Assert.Equal(3, Segments);
        Receipted(first - 1);
        Assert.Equal(2, Segments);
        byte[] left = new byte[still.Length];
        still.ReadExactly(left);
        Assert.All(left, each => Assert.Equal(0, each));
        Receipted(_kiosk.Journal.LastSeq);
        Cut("journal.db");
        Assert.Equal(Bodies(_kiosk), Bodies(_cut));
    }

    [Fact]
    public void Starts_without_a_visit_take_no_room()
    {
        Fill(1);
        for (int i = 0; i < 5; i++)
        {
            _kiosk.Restart();
            Assert.Equal(1 + i, _kiosk.Journal.LastSeq);
            Fill(1);
        }

        _kiosk.Restart();
        Assert.Equal(6, _kiosk.Journal.LastSeq);
        Assert.All(Segment.Of(_kiosk.JournalPath), segment => Assert.InRange(new FileInfo(segment.Path).Length, 1, 2 * TailRecord.SectorBytes));
    }

    [Fact]
    public void A_record_reads_as_it_was_written_and_one_changed_bit_makes_it_none() =>
        Gen.Select(Gen.Byte.Array[0, 900].Array[1, 5], Gen.Int[0, 1_000_000]).Sample(
            (bodies, bit) =>
            {
                var epoch = Guid.NewGuid();
                var record = new TailRecord(epoch, [.. bodies.Index().Select(each => new JournalRow(each.Index + 7, "visit.checked-in", 5, [1, 2], each.Item))]);
                byte[] sectors = record.Sectors();
                Assert.Equal(0, sectors.Length % TailRecord.SectorBytes);
                var (_, length, read) = Assert.Single(TailRecord.In(sectors));
                Assert.Equal((epoch, sectors.Length), (read.Epoch, length));
                Assert.Equal(record.Rows.Select(row => row.Check), read.Rows.Select(row => row.Check));
                int used = sectors.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
                sectors[bit % (used * 8) / 8] ^= (byte)(1 << (bit % 8));
                Assert.Empty(TailRecord.In(sectors));
            },
            iter: 500);

    private int Segments => Segment.Of(_kiosk.JournalPath).Count();

    private static EventContent Refusal(string reader = "door") => EventContent.Of(new VisitRefused(RefusalReason.Expired, reader));

    private static IEnumerable<string> Bodies(TestKiosk kiosk) => kiosk.Events().Select(e => $"{e.Seq} {e.Id} {e.Data.GetRawText()}");

    private void StoreTwice(long seq)
    {
        foreach (string reader in (string[])["failed", "answered"])
        {
            using var tail = new Tail(_cut.JournalPath, TailDisk.Files);
            tail.Append(_kiosk.Journal.Epoch, [JournalRow.Of(seq, Guid.NewGuid(), Refusal(reader), _kiosk.Clock.Now(), Chain.Start(_kiosk.Journal.Epoch))]);
        }
    }

    /// <summary>While the newest segment of what was set aside cannot be opened.</summary>
    private void WithoutNewest(Action act)
    {
        string segment = Segment.Of(Path.Combine(Aside, "journal.db")).Last().Path, elsewhere = Path.Combine(_cut.Folder, "elsewhere");
        File.Move(segment, elsewhere);
        File.CreateSymbolicLink(segment, Path.Combine(_cut.Folder, "nowhere"));
        act();
        File.Move(elsewhere, segment, overwrite: true);
    }

    private string Aside => Path.Combine(_cut.Folder, "journal.aside-0001");

    private IEnumerable<(long Seq, Guid Epoch)> All => Enumerable.Range(1, Events).Select(n => ((long)n, _kiosk.Journal.Epoch));

    private IEnumerable<(long Seq, Guid Epoch)> Rescued() => _cut.Events().Where(e => e.Type == EventTypes.JournalRescued)
        .Select(e => (e.Data.GetProperty("event").GetProperty("seq").GetInt64(), e.Data.GetProperty("epoch").GetGuid()));

    private void Rescue(int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            while (_cut.Journal.RescueSome())
            {
                // A part at a time.
            }
        }
    }

    private void Fill(int events)
    {
        for (int i = 0; i < events; i++)
        {
            Assert.True(_kiosk.Journal.Append(Refusal($"door {i}")).Stored);
        }
    }

    private void Receipted(long through)
    {
        _kiosk.Journal.Receive(new Receipt(_kiosk.Journal.Epoch, through, [], [], _kiosk.Time.GetUtcNow()));
        _kiosk.Journal.Flush();
        _kiosk.Journal.Keep(JournalOptions.Default);
    }

    /// <summary>The tail, and of SQLite's files only these, in the other kiosk's folder.</summary>
    private void Cut(params string[] files)
    {
        foreach (string file in Directory.GetFiles(_kiosk.Folder).Where(path => path.Contains(".tail-", StringComparison.Ordinal) || files.Contains(Path.GetFileName(path))))
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = File.Create(Path.Combine(_cut.Folder, Path.GetFileName(file)));
            from.CopyTo(to);
        }
    }
}
