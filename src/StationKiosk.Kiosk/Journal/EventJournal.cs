using Microsoft.Data.Sqlite;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// The kiosk's durable, append-only event log. An append returns only when the event is on disk. Reading removes nothing; what has a receipt
/// is known by the newest receipt. Safe for use from several threads: one writes at a time, and readers never wait for a writer's fsync.
/// See DESIGN.md for what is promised and at what cost.
/// </summary>
public sealed partial class EventJournal : IDisposable
{
    /// <summary>Deferred events kept in memory; at the limit they are written at once, which costs one fsync.</summary>
    public const int DeferredMax = 200;

    private readonly string _path;
    private readonly KioskClock _clock;
    private readonly Lock _writing = new();
    private readonly List<(EventContent Content, Stamp At)> _deferred = [];
    private int _deferredInDoubt;
    private readonly ITailDisk _disk;
    private readonly RandomIds _ids;
    private JournalFile? _writer;
    private Tail? _tail;
    private bool _isInTail;
    private Receipt? _receiptToWrite;
    private volatile ReceiptBook _receipts = ReceiptBook.Empty;
    private long _lastSeq;
    private byte[] _link = [];

    private EventJournal(string path, KioskClock clock, ITailDisk disk, RandomIds ids) => (_path, _clock, _disk, _ids, _reserve) = (path, clock, disk, ids, new Reserve(path));

    /// <summary>Raised after events were stored or a receipt came; on the thread that did it.</summary>
    public event Action? Changed;

    /// <summary>The journal's random id, born with its file.</summary>
    public Guid Epoch { get; private set; }

    /// <summary>The last event's number; 0 for none.</summary>
    public long LastSeq => Volatile.Read(ref _lastSeq);

    /// <summary>What the office holds.</summary>
    public ReceiptBook Receipts => _receipts;

    /// <summary>Events without a receipt.</summary>
    public long Backlog => _receipts.Backlog(LastSeq);

    /// <summary>Why the last write failed; null while the journal can write.</summary>
    public string? Fault { get; private set; }

    /// <summary>
    /// Opens or creates the journal. Takes no longer for a long backlog than for a short one. A damaged file is kept beside a fresh one.
    /// </summary>
    /// <param name="path">The SQLite file; the tail lies beside it.</param>
    /// <param name="clock">Stamps events.</param>
    /// <param name="disk">Where the tail is written; null for files.</param>
    /// <param name="ids">Where ids come from; null for chance.</param>
    /// <exception cref="SqliteException">The folder cannot be used.</exception>
    /// <exception cref="NewerJournalException">A newer program made the file; it is left alone.</exception>
    public static EventJournal Open(string path, KioskClock clock, ITailDisk? disk = null, RandomIds? ids = null)
    {
        var journal = new EventJournal(path, clock, disk ?? TailDisk.Files, ids ?? RandomIds.Chance);
        try
        {
            journal.OpenOrBeginAnew();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Stores events together and returns when they are on disk: one fsync, whatever else is waiting to be written rides along.</summary>
    public AppendResult Append(params ReadOnlySpan<EventContent> contents)
    {
        AppendResult result;
        lock (_writing)
        {
            var at = _clock.Now();
            foreach (var content in contents)
            {
                _deferred.Add((content, at));
            }

            string? fault = Write();
            if (fault is not null)
            {
                // The caller answers for its own events; only those that nobody waits for are kept for the next write.
                _deferred.RemoveRange(_deferred.Count - contents.Length, contents.Length);
                _deferredInDoubt = Math.Min(_deferredInDoubt, _deferred.Count);
            }

            result = new AppendResult(fault is null ? _lastSeq - contents.Length + 1 : 0, at, fault);
        }

        Changed?.Invoke();
        return result;
    }

    /// <summary>Keeps an event to be stored with the next append, or at the next <see cref="Flush"/>: it may be lost in a power cut, and costs no fsync.</summary>
    public void Defer(EventContent content)
    {
        lock (_writing)
        {
            _deferred.Add((content, _clock.Now()));
            if (_deferred.Count < DeferredMax)
            {
                return;
            }

            if (Write() is not null)
            {
                _deferred.RemoveAt(0);
                _deferredInDoubt = Math.Max(0, _deferredInDoubt - 1);
            }
        }
    }

    /// <summary>Stores what was deferred, and the newest receipt.</summary>
    /// <returns>Null, or why it could not.</returns>
    public string? Flush()
    {
        string? fault;
        lock (_writing)
        {
            fault = WriteIfAnything();
        }

        Changed?.Invoke();
        return fault;
    }

    /// <summary>
    /// Stores what was deferred and says where the journal ends: while it can write (<see cref="Fault"/> is null), every event stamped before
    /// <c>At</c> is at or below <c>LastSeq</c>. The office makes "complete until" of it.
    /// </summary>
    public (Stamp At, long LastSeq) Mark()
    {
        lock (_writing)
        {
            WriteIfAnything();
            return (_clock.Now(), _lastSeq);
        }
    }

    /// <summary>
    /// Takes the office's word. It is written with the next append: lost in a crash, it costs a resend, for the office keeps the newest.
    /// A receipt that shows another history (docs/PROTOCOL.md, Chain) makes the journal begin anew.
    /// </summary>
    /// <returns>False for another epoch's receipt, or one of another history.</returns>
    public bool Receive(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        lock (_writing)
        {
            if (receipt.Epoch != Epoch)
            {
                return false;
            }

            if (IsOfAnotherHistory(receipt))
            {
                _damaged = true;
                Write();
                return false;
            }

            _receiptToWrite = receipt with { Month = null };
            _receipts = ReceiptBook.Of(receipt);
            _officeHeard = true;
            HearTime(receipt.ServerTime);
        }

        Changed?.Invoke();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Before the writer: the last connection to go empties the write-ahead log, and a reader cannot.
        CloseReader();
        lock (_writing)
        {
            _rescue?.Dispose();
            _rescue = null;
            if (_writer is not null && (_deferred.Count > 0 || _receiptToWrite is not null))
            {
                Write();
            }

            CloseWriter();
        }
    }

    private string? WriteIfAnything() => _deferred.Count == 0 && _receiptToWrite is null && Fault is null && !_damaged && !_suspected ? null : Write();

    /// <summary>Writes all that is deferred and the newest receipt. After a failure the file is opened anew, at the latest with the next write.</summary>
    private string? Write()
    {
        long last = 0;
        try
        {
            OpenOrBeginAnew();
            last = _lastSeq + _deferred.Count;
            _deferredInDoubt = _deferred.Count;
            Commit(Numbered());
            _deferredInDoubt = 0;
            _deferred.Clear();
            _receiptToWrite = null;
            return Fault = null;
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            GiveUpWriter(e);
            return Fault = last > 0 && _isInTail && IsTakenUp(last) ? null : $"the journal cannot write: {e.Message}";
        }
    }

    /// <summary>
    /// A commit whose tail was flushed is on the disk, whatever became of SQLite's part: opening takes it up from there, so that nobody is refused who has
    /// a visit. False where that fails too: then the next write takes it up.
    /// </summary>
    private bool IsTakenUp(long last)
    {
        var epoch = Epoch;
        try
        {
            OpenOrBeginAnew();
            return epoch == Epoch && last == _lastSeq;
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            GiveUpWriter(e);
            return false;
        }
    }

    private void GiveUpWriter(Exception e)
    {
        CloseWriter();
        _suspected |= DamageCheck.IsSuspicion(e);
        _reserve.GiveUp();
    }

    private static bool IsOfTheDisk(Exception e) => e is SqliteException or IOException or UnauthorizedAccessException;

    /// <summary>The tail's flush makes the events durable; SQLite's own comes with its checkpoints.</summary>
    private void Commit(IReadOnlyList<JournalRow> rows)
    {
        _isInTail = false;
        _writer!.Commit(rows, _receiptToWrite, () =>
        {
            if (rows.Count > 0)
            {
                _tail!.Append(Epoch, rows);
                _isInTail = true;
            }
        });
        _link = rows.Count > 0 ? rows[^1].Link : _link;
        Volatile.Write(ref _lastSeq, rows.Count > 0 ? rows[^1].Seq : _lastSeq);
    }

    private List<JournalRow> Numbered()
    {
        var rows = new List<JournalRow>(_deferred.Count);
        foreach (var (content, at) in _deferred)
        {
            rows.Add(JournalRow.Of(_lastSeq + rows.Count + 1, _ids.Event(at.Time), content, at, rows.Count > 0 ? rows[^1].Link : _link));
        }

        return rows;
    }
}
