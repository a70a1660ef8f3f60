using System.Globalization;

namespace StationKiosk.Kiosk.Journal;

/// <content>What is done behind everybody's back: pseudonyms blanked, what can be spared shed, a reserve kept.</content>
public sealed partial class EventJournal
{
    /// <summary>How finely the time of receipts is known, and so how much later than asked a pseudonym may go.</summary>
    public static readonly TimeSpan ReceiptsNotedEvery = TimeSpan.FromHours(6);

    /// <summary>Events blanked or shed at once: whoever scans meanwhile waits for so many.</summary>
    public const int KeptAtOnce = 200;

    /// <summary>
    /// A write-ahead log above this cannot be begun anew, for a reader of another program stays open; without one it stays near the 4 MiB that SQLite is told.
    /// It grows on, pseudonyms that are due stay in it and the tail keeps what has a receipt, until that program ends.
    /// </summary>
    public const long LogBytesNoted = 16L * 1024 * 1024;

    private readonly Reserve _reserve;
    private (DateTimeOffset Time, long Mono)? _office;
    private bool _traces;

    /// <summary>What keeps the write-ahead log from being emptied and what to do; null where nothing does.</summary>
    public string? Held => new FileInfo(_path + "-wal") is { Exists: true, Length: > LogBytesNoted and var bytes }
        ? string.Create(CultureInfo.InvariantCulture, $"another program keeps {_path} open, and its log cannot be emptied ({bytes / 1_000_000} MB so far): end that program, and read a copy instead")
        : null;

    /// <summary>Does a part of what is due; true while there is more.</summary>
    public bool Keep(JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_writing)
        {
            if (_writer is not { } file || Fault is not null)
            {
                return false;
            }

            try
            {
                _reserve.Make();
                Drop(file, _tail!);
                return Blank(file, options.BlankAfter) | file.Shed(options.QuotaMegabytes * 1_000_000L, KeptAtOnce, _receipts);
            }
            catch (Exception e) when (IsOfTheDisk(e))
            {
                _suspected |= DamageCheck.IsSuspicion(e);
                return false;
            }
        }
    }

    /// <summary>
    /// The office's time, as its receipts told it and our monotonic clock has counted on; null until the first receipt of this run. Our own clock may jump,
    /// and a pseudonym that went too early cannot be had back by an office that lost its store.
    /// </summary>
    private DateTimeOffset? OfficeTime() => _office is { } office ? office.Time.AddMilliseconds(_clock.Now().Mono - office.Mono) : null;

    private void HearTime(DateTimeOffset told)
    {
        // A receipt that the broker retained is older than what we know; one of no time that can be is a fault of the office's clock.
        if (told.Year is > 2000 and < 3000 && (OfficeTime() is not { } known || told > known))
        {
            _office = (told, _clock.Now().Mono);
        }
    }

    /// <summary>What the office holds, and SQLite has flushed, the tail need not keep.</summary>
    private void Drop(JournalFile file, Tail tail)
    {
        if (tail.CanDrop(_receipts.WithoutGap) && (tail.CanDrop(Math.Min(_receipts.WithoutGap, file.FlushedTo)) || file.Checkpoint()))
        {
            tail.Drop(Math.Min(_receipts.WithoutGap, file.FlushedTo));
        }
    }

    private bool Blank(JournalFile file, TimeSpan after)
    {
        if (OfficeTime() is not { } now)
        {
            return false;
        }

        if (_receipts.Through > 0)
        {
            file.NoteReceipt(_receipts.Through, now, ReceiptsNotedEvery);
        }

        long due = Math.Min(file.ReceiptedBefore(now - after), _receipts.WithoutGap);
        int looked = file.Blank(due, KeptAtOnce);
        _traces |= looked > 0;
        if (looked < KeptAtOnce && _traces)
        {
            // What was overwritten in the file still stands in SQLite's write-ahead log; a reader may be in the way this time.
            _traces = !file.Checkpoint();
        }

        _tail!.Erase(Math.Min(due, file.FlushedTo));
        return looked == KeptAtOnce;
    }
}
