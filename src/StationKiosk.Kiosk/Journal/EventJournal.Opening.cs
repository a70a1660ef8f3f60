using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>Opening: what the tail has and the file has not is taken up, and a damaged file makes way for a fresh one.</content>
public sealed partial class EventJournal
{
    private const int TakenUpAtOnce = 500;

    /// <summary>Opens the file; one that proves damaged, now or since it was last used, is replaced.</summary>
    private void OpenOrBeginAnew()
    {
        if (_suspected)
        {
            CloseWriter();
            _suspected = false;
            _damaged |= DamageCheck.IsDamaged(_path);
        }

        try
        {
            if (!_damaged)
            {
                OpenWriter();
                return;
            }
        }
        catch (Exception e) when (IsDamageAtOpening(e))
        {
            CloseWriter();
        }

        BeginAnew();
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
        _tail?.Dispose();
        _tail = null;
    }

    private void OpenWriter()
    {
        if (_writer is not null)
        {
            return;
        }

        Rescue.FinishSettingAside(_path);
        _writer = JournalFile.OpenToWrite(_path);
        _tail = new Tail(_path, _disk);
        var (epoch, receipt) = _writer.Head(() => (_ids.Epoch(), _clock.Now().Time));
        var last = _writer.Last();
        if (_writer.LastSeq() > (last?.Seq ?? 0))
        {
            throw new InvalidDataException("the journal's end is damaged");
        }

        var unflushed = _tail.After(last?.Seq ?? 0, epoch);
        long lastSeq = unflushed.Count > 0 ? unflushed[^1].Seq : last?.Seq ?? 0;
        bool isStoredAfterAll = epoch == Epoch && lastSeq > _lastSeq;
        _link = last?.Link ?? Chain.Start(epoch);
        Volatile.Write(ref _lastSeq, last?.Seq ?? 0);
        if (epoch != Epoch)
        {
            Epoch = epoch;
            RescueAgain();
            _receipts = receipt is not null && receipt.Through <= lastSeq ? ReceiptBook.Of(receipt) : ReceiptBook.Empty;
        }

        foreach (var rows in unflushed.Chunk(TakenUpAtOnce))
        {
            Commit(rows);
        }

        if (isStoredAfterAll)
        {
            // The commit that failed is on the disk: what was deferred then must not be stored twice.
            _deferred.RemoveRange(0, Math.Min(_deferredInDoubt, _deferred.Count));
        }

        _deferredInDoubt = 0;
    }
}
