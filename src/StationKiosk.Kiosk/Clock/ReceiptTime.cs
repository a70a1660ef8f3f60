using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Kiosk.Clock;

/// <summary>
/// Pure: what a receipt's <c>serverTime</c> says of this boot. The office wrote it after an event that it covers was first sent, and before the receipt came: it is bounded by that
/// round trip, however long the broker kept either of the two. Not safe for several threads.
/// </summary>
/// <param name="epoch">The journal.</param>
/// <param name="lastSeq">Its last event when the program started: up to there somebody else may have been the first to send.</param>
public sealed class ReceiptTime(Guid epoch, long lastSeq)
{
    private readonly Queue<(SeqRange Range, long Mono)> _firstSent = new();
    private Guid _epoch = epoch;
    private long _highest = lastSeq;

    /// <summary>Events were sent; of a journal that was begun since, nobody else can have sent any.</summary>
    public void Sent(Guid journal, SeqRange range, long mono)
    {
        if (journal != _epoch)
        {
            (_epoch, _highest) = (journal, 0);
            _firstSent.Clear();
        }

        if (range.To > _highest)
        {
            _firstSent.Enqueue((new SeqRange(Math.Max(range.From, _highest + 1), range.To), mono));
            _highest = range.To;
        }
    }

    /// <summary>What a receipt says that came just now, and not from the broker's store; null where no round trip bounds it.</summary>
    public SyncPoint? Received(Receipt receipt, long mono)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        while (receipt.Epoch == _epoch && _firstSent.TryPeek(out var older) && older.Range.To < receipt.Through)
        {
            _firstSent.Dequeue();
        }

        if (receipt.Epoch != _epoch || !_firstSent.TryPeek(out var sent) || !sent.Range.Contains(receipt.Through))
        {
            return null;
        }

        long middle = (sent.Mono + mono) / 2;
        return new SyncPoint(middle, receipt.ServerTime.AddMilliseconds(-middle), TimeSpan.FromMilliseconds(((mono - sent.Mono) / 2) + 1), FromOffice: true);
    }
}
