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

    /// <summary>Events in the log and not yet in the file; from here on an append brings them there itself.</summary>
    public const int UnindexedSoon = 500;

    /// <summary>As many and the file still cannot be written: then nothing more is stored.</summary>
    public const int UnindexedMax = 20_000;

    private readonly string _path;
    private readonly KioskClock _clock;

    /// <summary>Guards numbering and the log; held for one flush.</summary>
    private readonly Lock _writing = new();

    private readonly List<(EventContent Content, Stamp At)> _deferred = [];
    private EventLog? _log;
    private volatile JournalRow[] _unindexed = [];
    private Receipt? _receiptToWrite;
    private volatile ReceiptBook _receipts = ReceiptBook.Empty;
    private long _lastSeq;
    private byte[] _link = [];

    private EventJournal(string path, KioskClock clock) => (_path, _clock, _reserve) = (path, clock, new Reserve(path));

    /// <summary>Raised after events were stored or a receipt came; on the thread that did it.</summary>
    public event Action? Changed;

    /// <summary>The journal's random id, born with it.</summary>
    public Guid Epoch { get; private set; }

    /// <summary>The last event's number; 0 for none.</summary>
    public long LastSeq => Volatile.Read(ref _lastSeq);

    /// <summary>What the office holds.</summary>
    public ReceiptBook Receipts => _receipts;

    /// <summary>Events without a receipt.</summary>
    public long Backlog => _receipts.Backlog(LastSeq);

    /// <summary>Why the last write failed; null while the journal can write.</summary>
    public string? Fault { get; private set; }

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
            }

            result = new AppendResult(fault is null ? _lastSeq - contents.Length + 1 : 0, at, fault);
        }

        IndexSoon();
        Changed?.Invoke();
        return result;
    }

    /// <summary>Keeps an event to be stored with the next append, or at the next <see cref="Flush"/>: it may be lost in a power cut, and costs no fsync.</summary>
    public void Defer(EventContent content)
    {
        lock (_writing)
        {
            _deferred.Add((content, _clock.Now()));
            if (_deferred.Count >= DeferredMax && Write() is not null)
            {
                _deferred.RemoveAt(0);
            }
        }

        IndexSoon();
    }

    /// <summary>Stores what was deferred, and brings what the log holds, and the newest receipt, into the file.</summary>
    /// <returns>Null, or why it could not.</returns>
    public string? Flush()
    {
        string? fault;
        lock (_writing)
        {
            fault = WriteIfAnything();
        }

        Index();
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

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing)
        {
            WriteIfAnything();
        }

        Index();
        lock (_reading)
        {
            // Before the writer: the last connection to go is the one that empties SQLite's own log, and a reader cannot.
            _reader?.Dispose();
            _reader = null;
        }

        lock (_indexing)
        {
            _file?.Dispose();
            _file = null;
        }

        lock (_writing)
        {
            _log?.Dispose();
            _log = null;
        }
    }

    private string? WriteIfAnything() => _log is null || (_deferred.Count == 0 && Fault is null) ? null : Write();

    /// <summary>Writes all that is deferred to the log.</summary>
    private string? Write()
    {
        if (_unindexed.Length >= UnindexedMax)
        {
            return Fault ??= "the journal's file cannot be written";
        }

        try
        {
            var rows = Numbered();
            if (rows.Count > 0)
            {
                _log!.Append(Epoch, rows);
                _unindexed = [.. _unindexed, .. rows];
                _link = rows[^1].Link;
                Volatile.Write(ref _lastSeq, rows[^1].Seq);
                _deferred.Clear();
            }

            return Fault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _reserve.GiveUp();
            return Fault = $"the journal cannot write: {e.Message}";
        }
    }

    private List<JournalRow> Numbered()
    {
        var rows = new List<JournalRow>(_deferred.Count);
        foreach (var (content, at) in _deferred)
        {
            rows.Add(JournalRow.Of(_lastSeq + rows.Count + 1, content, at, rows.Count > 0 ? rows[^1].Link : _link));
        }

        return rows;
    }
}
