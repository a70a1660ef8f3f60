using Microsoft.Data.Sqlite;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Opening, whatever state the storage is in, and giving up a file or a whole journal.</content>
public sealed partial class EventJournal
{
    /// <summary>
    /// Opens or creates the journal. Takes no longer for a long backlog than for a short one. A file that is damaged is kept beside a fresh one, into
    /// which the log's events go.
    /// </summary>
    /// <exception cref="SqliteException">The folder cannot be used.</exception>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="NewerJournalException">A newer program made the file; it is left alone.</exception>
    public static EventJournal Open(string path, KioskClock clock)
    {
        var journal = new EventJournal(path, clock);
        try
        {
            journal.OpenWithReserve();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private void OpenWithReserve()
    {
        try
        {
            OpenAll();
        }
        catch (Exception e) when (e is SqliteException or IOException && e is not NewerJournalException)
        {
            // A full disk keeps SQLite from opening even what is there.
            _reserve.GiveUp();
            _log?.Dispose();
            _file?.Dispose();
            OpenAll();
        }
    }

    private void OpenAll()
    {
        var frames = new List<LogFrame>();
        _log = EventLog.Open(_path, frames.Add);
        OpenFile(frames.Count > 0 ? frames[^1].Epoch : null);
        TakeUp(frames);
        _rescue = Rescue.Pending(_path);
    }

    /// <summary>Opens the file, or a fresh one where it is damaged or of another journal than the log.</summary>
    private void OpenFile(Guid? logEpoch)
    {
        Receipt? receipt;
        try
        {
            (Epoch, receipt) = OpenHead(logEpoch ?? Guid.NewGuid());
        }
        catch (Exception e) when (IsDamage(e))
        {
            (Epoch, receipt) = OpenAgain(logEpoch ?? Guid.NewGuid());
        }

        if (logEpoch is { } epoch && epoch != Epoch)
        {
            (Epoch, receipt) = OpenAgain(epoch);
        }

        _receipts = receipt is null ? ReceiptBook.Empty : ReceiptBook.Of(receipt);
    }

    private (Guid Epoch, Receipt? Receipt) OpenHead(Guid newEpoch)
    {
        _file = JournalFile.OpenToWrite(_path);
        var head = _file.Head(() => (newEpoch, _clock.Now().Time));
        var last = _file.Last();
        (_lastSeq, _link) = (last?.Seq ?? 0, last?.Link ?? Chain.Start(head.Epoch));
        return head;
    }

    private (Guid Epoch, Receipt? Receipt) OpenAgain(Guid epoch)
    {
        _file?.Dispose();
        _file = null;
        Rescue.SetAside(_path, withLog: false);
        return OpenHead(epoch);
    }

    /// <summary>The log's events that the file does not have, and where the journal ends. Of two with one number the later was answered.</summary>
    private void TakeUp(IReadOnlyList<LogFrame> frames)
    {
        long indexed = _lastSeq;
        var rows = new SortedDictionary<long, JournalRow>();
        foreach (var frame in frames.Where(frame => frame.Epoch == Epoch && frame.Seq >= indexed))
        {
            if (frame.IsEvent && frame.Seq > indexed)
            {
                rows[frame.Seq] = JournalRow.Of(frame);
            }
            else if (!frame.IsEvent && frame.Seq > _lastSeq)
            {
                (_lastSeq, _link) = (frame.Seq, frame.After);
            }
        }

        _unindexed = [.. Chained(rows.Values)];
        if (_unindexed.Length > 0 && _unindexed[^1].Seq > _lastSeq)
        {
            (_lastSeq, _link) = (_unindexed[^1].Seq, _unindexed[^1].Link);
        }

        if (_receipts.Through > _lastSeq)
        {
            _receipts = ReceiptBook.Empty;
        }
    }

    /// <summary>Without what a call that failed left behind: such events are not chained to the one that was then stored before them.</summary>
    private static IEnumerable<JournalRow> Chained(IEnumerable<JournalRow> rows)
    {
        JournalRow? last = null;
        foreach (var row in rows)
        {
            if (last?.Seq + 1 == row.Seq && !row.After.AsSpan().SequenceEqual(last!.Link))
            {
                yield break;
            }

            yield return last = row;
        }
    }

    /// <summary>Keeps the damaged file beside a fresh one, into which everything in the log goes; the rest is rescued in the background.</summary>
    private void ReplaceFile()
    {
        lock (_writing)
        {
            var known = (Epoch, _lastSeq, _link, _receipts);
            try
            {
                OpenAgain(Epoch);
                (Epoch, _lastSeq, _link, _receipts) = known;
                var rows = new SortedDictionary<long, JournalRow>();
                foreach (var frame in EventLog.Read(_path).Where(frame => frame.Epoch == Epoch && frame.Seq <= _lastSeq))
                {
                    rows[frame.Seq] = JournalRow.Of(frame);
                }

                _unindexed = [.. rows.Values];
                _rescue = Rescue.Pending(_path);
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                (Epoch, _lastSeq, _link, _receipts) = known;
                Fault = $"the journal's file is damaged and cannot be replaced: {e.Message}";
            }

            _readerIsOld = true;
        }
    }

    /// <summary>
    /// The office has another history under this epoch: the storage lost the journal's end, and numbers were used twice. All of it is set aside, a
    /// new epoch begins, and what the office may not have goes to it from there.
    /// </summary>
    private void BeginAnew()
    {
        lock (_indexing)
        {
            lock (_writing)
            {
                _file?.Dispose();
                _file = null;
                _log?.Dispose();
                Rescue.SetAside(_path, withLog: true);
                (_unindexed, _receiptToWrite, _receipts, _officeHeard, _readerIsOld) = ([], null, ReceiptBook.Empty, false, true);
                _lost.Clear();
                OpenAll();
            }
        }
    }

    private static bool IsDamage(Exception e) => e switch
    {
        NewerJournalException => false,
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase or SqliteError,
        InvalidDataException or FormatException or System.Text.Json.JsonException or InvalidCastException => true,
        _ => false,
    };
}

/// <summary>The journal was made by a newer program.</summary>
public sealed class NewerJournalException(string message) : IOException(message);
