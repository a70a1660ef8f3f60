using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Bringing what the log holds into the file, behind the back of whoever waits for an answer.</content>
public sealed partial class EventJournal
{
    /// <summary>Bytes of log kept for events without a receipt; beyond it the oldest rest in the flushed file alone.</summary>
    public const long LogBytesMax = 8 * 1024 * 1024;

    private const int SqliteError = 1, SqliteCorrupt = 11, SqliteNotADatabase = 26;

    /// <summary>Guards the writing connection; taken before <see cref="_writing"/>, never after it.</summary>
    private readonly Lock _indexing = new();

    private JournalFile? _file;
    private DateTimeOffset? _receiptTime;

    /// <summary>
    /// Takes the office's word. It is written with the next flush: lost in a crash, it costs a resend, for the office keeps the newest.
    /// A receipt that shows another history (see docs/PROTOCOL.md, Chain) makes the journal begin anew.
    /// </summary>
    /// <returns>False for another epoch's receipt, or one of another history; nothing is changed then, or a new epoch has begun.</returns>
    public bool Receive(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (receipt.Epoch != Epoch)
        {
            return false;
        }

        if (IsOfAnotherHistory(receipt))
        {
            BeginAnew();
            Changed?.Invoke();
            return false;
        }

        lock (_writing)
        {
            _receiptToWrite = receipt;
            _receipts = ReceiptBook.Of(receipt);
            _receiptTime = receipt.ServerTime;
            _officeHeard = true;
        }

        Changed?.Invoke();
        return true;
    }

    private bool IsOfAnotherHistory(Receipt receipt) => receipt.Through > LastSeq
        || (receipt.Chain is { } mark && LinkAfter(mark.Seq) is { } link && Chain.Text(link) != mark.Link);

    /// <summary>The chain's link after an event; null where it cannot be told.</summary>
    private byte[]? LinkAfter(long seq)
    {
        lock (_writing)
        {
            if (seq == _lastSeq)
            {
                return _link;
            }
        }

        try
        {
            return Rows(seq + 1, seq + 1, 1) is [var next] ? next.After : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void IndexSoon()
    {
        if (_unindexed.Length >= UnindexedSoon)
        {
            Index();
        }
    }

    /// <summary>Brings rows and the receipt into the file; what cannot be brought stays where it is until the next time.</summary>
    private void Index()
    {
        lock (_indexing)
        {
            var (rows, receipt) = (_unindexed, _receiptToWrite);
            if (_file is null || (rows.Length == 0 && receipt is null))
            {
                return;
            }

            try
            {
                _file.Commit(rows, receipt);
                lock (_writing)
                {
                    _unindexed = _unindexed[rows.Length..];
                    _receiptToWrite = ReferenceEquals(_receiptToWrite, receipt) ? null : _receiptToWrite;
                    ReleaseLog();
                }
            }
            catch (SqliteException e) when (e.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase)
            {
                ReplaceFile();
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                // The events are in the log, flushed; the file takes them when it can.
                _reserve.GiveUp();
            }
        }
    }

    private void ReleaseLog()
    {
        long indexed = _unindexed.Length > 0 ? _unindexed[0].Seq - 1 : _lastSeq;
        _log!.Release(seq => seq <= indexed && _receipts.CoversAllUpTo(seq));
        if (_log.Bytes > LogBytesMax && _file!.Checkpoint())
        {
            _log.Release(seq => seq <= indexed && _log.Bytes > LogBytesMax);
        }
    }
}
