using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// The events that have no receipt yet, or that SQLite has not flushed yet, in segments that are only appended to, each commit flushed: this flush is
/// what makes an answer true. What was written is not written again but to be erased, so on a card that lies about flushes an event is lost by its
/// own flush and no other. See DESIGN.md.
/// </summary>
internal sealed class Tail(string journal, ITailDisk disk) : IDisposable
{
    /// <summary>A segment's size, some 250 visits; a commit that needs more makes a larger one.</summary>
    public const int SegmentBytes = 256 * 1024;

    private readonly List<Segment> _segments = [.. Segment.Of(journal)];
    private ITailFile? _open;
    private int _at, _size;

    /// <summary>What the journal's file should have and has not: events after <paramref name="lastSeq"/>, in order, each once.</summary>
    /// <exception cref="InvalidDataException">The tail is of another epoch: the file it belongs to is gone.</exception>
    /// <exception cref="IOException">A segment cannot be opened.</exception>
    public IReadOnlyList<JournalRow> After(long lastSeq, Guid epoch)
    {
        var rows = new SortedDictionary<long, JournalRow>();
        int from = Math.Max(0, _segments.FindLastIndex(segment => segment.First <= lastSeq + 1));
        foreach (var record in _segments[from..].SelectMany(segment => segment.Take()))
        {
            if (record.Epoch != epoch)
            {
                throw new InvalidDataException("the journal's tail is of another file than the journal");
            }

            foreach (var row in record.Rows.Where(row => row.Seq > lastSeq))
            {
                rows[row.Seq] = row;
            }
        }

        return [.. rows.Values];
    }

    /// <summary>What stands in the tail of a range of events, each once, as it was stored last.</summary>
    /// <exception cref="IOException">A segment cannot be opened.</exception>
    public IReadOnlyList<JournalRow> In(SeqRange range, Guid epoch) => [.. Enumerable.Reverse(_segments)
        .Where(segment => segment.First <= range.To && !(segment.Last < range.From))
        .SelectMany(segment => segment.Records()).Where(record => record.Epoch == epoch)
        .SelectMany(record => record.Rows).Where(row => range.Contains(row.Seq)).DistinctBy(row => row.Seq)];

    /// <summary>Stores a commit's events, and returns when they are on the disk: one flush.</summary>
    /// <exception cref="IOException">They may not be. The tail has to be opened anew.</exception>
    public void Append(Guid epoch, IReadOnlyList<JournalRow> rows)
    {
        byte[] sectors = new TailRecord(epoch, rows).Sectors();
        if (_open is null || _at + sectors.Length > _size)
        {
            Begin(rows[0].Seq, Math.Max(SegmentBytes, sectors.Length));
        }

        _open!.Write(_at, sectors);
        _open.Flush();
        _at += sectors.Length;
        _segments[^1].Last = rows[^1].Seq;
    }

    /// <summary>Whether there is a segment that holds nothing after <paramref name="seq"/>, and is not appended to.</summary>
    public bool CanDrop(long seq) => _segments.Count > (_open is null ? 0 : 1) && LastOfOldest() <= seq;

    /// <summary>Erases and removes segments that hold nothing after <paramref name="seq"/>.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Drop(long seq)
    {
        while (CanDrop(seq))
        {
            _segments[0].Remove(disk);
            _segments.RemoveAt(0);
        }
    }

    /// <summary>Overwrites every record that holds nothing after <paramref name="seq"/>.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Erase(long seq) => _segments.ForEach(segment => segment.Erase(disk, seq));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_open is not null)
        {
            Close();
            _segments[^1].Cut(_at);
        }
    }

    /// <summary>Of one that was not looked into this is too much, and does no harm: it goes later.</summary>
    private long LastOfOldest() => _segments[0].Last ?? _segments[^1].First - 1;

    private void Begin(long first, int bytes)
    {
        Close();
        var segment = Segment.Next(journal, _segments.LastOrDefault(), first);
        _open = disk.Create(segment.Path, bytes);
        (_at, _size) = (0, bytes);
        segment.Last = first - 1;
        _segments.Add(segment);
    }

    private void Close()
    {
        _open?.Dispose();
        _open = null;
    }
}
