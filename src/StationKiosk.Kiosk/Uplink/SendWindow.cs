using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>
/// Pure: what to send next on one connection. Events go out in order, at most <see cref="EventsMax"/> ahead of the receipts, and no more than
/// <see cref="ProbeEvents"/> until the office has answered on this connection: where it is down, its broker is not flooded. What a receipt
/// names as missing goes out again; and a receipt that does not come in time says that the link is dead whatever it looks like.
/// </summary>
public sealed class SendWindow
{
    /// <summary>Events sent ahead of the receipts; beyond it the uplink waits for the office.</summary>
    public const int EventsMax = 20_000;

    /// <summary>Events sent before the first receipt of a connection.</summary>
    public const int ProbeEvents = 500;

    /// <summary>A missing range is sent again no sooner than this after it was last sent; each time it is still missing, after twice as long.</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(5);

    /// <summary>No longer than this: what an office can never read is not sent for ever at the same pace, and what it could not store for a while comes.</summary>
    public static readonly TimeSpan ResendAfterMax = TimeSpan.FromMinutes(10);

    private readonly TimeSpan _receiptWithin;
    private readonly Queue<(long Through, long Mono)> _awaiting = new();
    private readonly Dictionary<long, (long Mono, TimeSpan Pause)> _resent = [];
    private readonly Queue<SeqRange> _asked = new();
    private long _next;
    private long _through;
    private bool _officeAnswers;

    /// <param name="receipts">What the office holds as far as the journal knows when the connection begins.</param>
    /// <param name="receiptWithin">How long a receipt may take.</param>
    public SendWindow(ReceiptBook receipts, TimeSpan receiptWithin)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        (_next, _through, _receiptWithin) = (receipts.Through + 1, receipts.Through, receiptWithin);
    }

    /// <summary>Events sent and not yet covered by a receipt.</summary>
    public long Ahead => Math.Max(0, _next - 1 - _through);

    /// <summary>The next range to send, to be reported by <see cref="Sent"/>; null where there is nothing to send now.</summary>
    public SeqRange? Next(ReceiptBook receipts, long lastSeq, long mono)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        if (_asked.TryPeek(out var asked))
        {
            return asked;
        }

        foreach (var range in receipts.Missing)
        {
            if (!_resent.TryGetValue(range.From, out var last) || mono - last.Mono >= (long)last.Pause.TotalMilliseconds)
            {
                return range;
            }
        }

        long to = Math.Min(lastSeq, receipts.Through + (_officeAnswers ? EventsMax : ProbeEvents));
        return _next <= to ? new SeqRange(_next, to) : null;
    }

    /// <summary>A range, or the beginning of one that <see cref="Next"/> gave, was sent.</summary>
    /// <param name="range">The range.</param>
    /// <param name="mono">Now.</param>
    /// <param name="isAwaited">False where none of it could be sent, so that no receipt is to be expected.</param>
    public void Sent(SeqRange range, long mono, bool isAwaited = true)
    {
        if (range.From == _next)
        {
            _next = range.To + 1;
            if (isAwaited)
            {
                _awaiting.Enqueue((range.To, mono));
            }
        }
        else if (_asked.TryPeek(out var asked) && asked.From == range.From)
        {
            _asked.Dequeue();
            if (range.To < asked.To)
            {
                _asked.Enqueue(asked with { From = range.To + 1 });
            }
        }
        else
        {
            var pause = _resent.TryGetValue(range.From, out var last) ? last.Pause * 2 : ResendAfter;
            _resent[range.From] = (mono, pause < ResendAfterMax ? pause : ResendAfterMax);
        }
    }

    /// <summary>The office asks for a range again, whatever its receipts say. What was not sent yet comes in its turn.</summary>
    public void Resend(SeqRange range)
    {
        if (range.From < _next)
        {
            _asked.Enqueue(range with { To = Math.Min(range.To, _next - 1) });
        }
    }

    /// <summary>A receipt came. One that covers less than the one before makes the window go back.</summary>
    /// <param name="receipts">What the office holds.</param>
    /// <param name="fresh">False for a retained receipt: it says nothing about whether the office is there now.</param>
    public void Receipted(ReceiptBook receipts, bool fresh)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        _officeAnswers |= fresh;
        if (receipts.Through < _through)
        {
            _next = receipts.Through + 1;
            _awaiting.Clear();
        }

        _through = receipts.Through;
        _next = Math.Max(_next, _through + 1);
        while (_awaiting.TryPeek(out var oldest) && oldest.Through <= _through)
        {
            _awaiting.Dequeue();
        }

        if (receipts.Missing.Count == 0)
        {
            _resent.Clear();
        }
    }

    /// <summary>Whether an event has waited too long for its receipt.</summary>
    public bool IsStalled(long mono) => _awaiting.TryPeek(out var oldest) && mono - oldest.Mono > (long)_receiptWithin.TotalMilliseconds;
}
