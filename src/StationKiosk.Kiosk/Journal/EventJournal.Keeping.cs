using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>What is done behind everybody's back: pseudonyms blanked, what can be spared shed, a reserve kept.</content>
public sealed partial class EventJournal
{
    /// <summary>How finely the time of receipts is known, and so how much later than asked a pseudonym may go.</summary>
    public static readonly TimeSpan ReceiptsNotedEvery = TimeSpan.FromHours(6);

    /// <summary>Events blanked or shed at once: nothing else writes to the file meanwhile, and nobody who scans waits.</summary>
    public const int KeptAtOnce = 500;

    private readonly Reserve _reserve;
    private bool _traces;

    /// <summary>Does a part of what is due; true while there is more.</summary>
    public bool Keep(JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_indexing)
        {
            if (_file is not { } file)
            {
                return false;
            }

            try
            {
                _reserve.Make();
                return Blank(file, options.BlankAfter) | file.Shed(options.QuotaMegabytes * 1_000_000L, KeptAtOnce, _receipts);
            }
            catch (SqliteException e) when (e.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase)
            {
                ReplaceFile();
                return false;
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>By our clock where it can be believed, else by the office's, as its last receipt told it.</summary>
    private DateTimeOffset? BelievedTime() => _clock.Now() is { Quality: ClockQuality.Synced } now ? now.Time : _receiptTime;

    private bool Blank(JournalFile file, TimeSpan after)
    {
        if (BelievedTime() is not { } now)
        {
            return false;
        }

        file.NoteReceipt(_receipts.Through, now, ReceiptsNotedEvery);
        long due = file.ReceiptedBefore(now - after);
        due = _receipts.Missing.Count > 0 ? Math.Min(due, _receipts.Missing.Min(range => range.From) - 1) : due;
        int blanked = file.Blank(Math.Min(due, _receipts.Through), KeptAtOnce);
        _traces |= blanked > 0;
        if (blanked < KeptAtOnce && _traces)
        {
            _traces = !EraseTraces(file);
        }

        return blanked == KeptAtOnce;
    }

    /// <summary>Pseudonyms also lie in the log's newest file and in SQLite's write-ahead log; false while a reader is in the way.</summary>
    private bool EraseTraces(JournalFile file)
    {
        lock (_writing)
        {
            _log!.Turn(new LogFrame(Epoch, _lastSeq, _link, []));
            ReleaseLog();
        }

        return file.Checkpoint();
    }
}
