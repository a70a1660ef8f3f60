using System.Text;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>What the storage damaged: set aside, brought over where it can be read, declared lost where it cannot.</content>
public sealed partial class EventJournal
{
    private const int SqliteError = 1, SqliteReadOnly = 8, SqliteCorrupt = 11, SqliteNotADatabase = 26;
    private const int RescuedAtOnce = 200;

    /// <summary>Reads of a set-aside file that the disk may fail before what it fails is given up: some ten minutes.</summary>
    private const int RescueTriesMax = 20;

    private readonly List<SeqRange> _lost = [];
    private Rescue? _rescue;
    private int _rescueTries;
    private volatile bool _damaged;
    private volatile bool _officeHeard;

    /// <summary>What the storage has done to the journal and what to do; null where it did nothing that is known.</summary>
    public string? Damage => Rescue.Folders(_path) is [.., var newest]
        ? $"the storage damaged the journal; what was damaged is kept in {newest}. Replace the card, and look at that folder before you delete it"
        : null;

    /// <summary>Brings over a part of what was set aside; true while there is more.</summary>
    public bool RescueSome()
    {
        lock (_writing)
        {
            if (_rescue is not { } rescue)
            {
                return false;
            }

            if (TryNext(rescue) is not { } rows)
            {
                return false;
            }

            if (rows.Count == 0)
            {
                rescue.Finish();
                _rescue = Rescue.Pending(_path);
                return _rescue is not null;
            }

            // Where they cannot be stored, the folder is begun again with the next start; the office knows what comes twice.
            bool stored = Append([.. rows.Select(each => new EventContent(
                EventTypes.JournalRescued, $$"""{"epoch":"{{each.Epoch:D}}","event":{{Encoding.UTF8.GetString(each.Row.Body)}}}"""))]).Stored;
            _rescue = stored ? rescue : null;
            return stored;
        }
    }

    /// <summary>The next rows; null where the disk failed, and the folder is to be begun again: the office knows what comes twice.</summary>
    private IReadOnlyList<(Guid Epoch, JournalRow Row)>? TryNext(Rescue rescue)
    {
        try
        {
            return rescue.Next(RescuedAtOnce);
        }
        catch (SqliteException)
        {
            _rescue = Rescue.Pending(_path, patient: ++_rescueTries < RescueTriesMax);
            return null;
        }
    }

    /// <summary>
    /// Keeps the file beside a fresh one with an epoch of its own: numbers that the damaged one may have given must not be given twice. Nothing of
    /// the old epoch is taken over but what is yet to be brought to the office.
    /// </summary>
    private void BeginAnew()
    {
        _writer?.Dispose();
        _writer = null;
        Rescue.SetAside(_path);
        (_damaged, _readerIsOld, _officeHeard) = (false, true, false);
        (_receiptToWrite, _receiptTime, _traces) = (null, null, false);
        _lost.Clear();
        OpenWriter();
        _rescue = Rescue.Pending(_path);
    }

    private bool IsOfAnotherHistory(Receipt receipt) => receipt.Through > LastSeq
        || (receipt.Chain is { } mark && LinkAfter(mark.Seq) is { } link && Chain.Text(link) != mark.Link);

    /// <summary>The chain's link after an event; null where it cannot be told.</summary>
    private byte[]? LinkAfter(long seq)
    {
        try
        {
            return Rows(seq, seq, 1) is [var row] ? row.Link : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Events that are to be sent and cannot be read will never come. Said only once the office has told what it holds.</summary>
    private void Declare(SeqRange missing)
    {
        lock (_writing)
        {
            if (!_officeHeard || missing.To > _lastSeq || _lost.Contains(missing))
            {
                return;
            }

            _lost.Add(missing);
            Defer(EventContent.Of(new JournalLost([missing], missing.To <= (_writer?.ShedTo() ?? 0) ? LossReason.Shed : LossReason.Damaged)));
        }
    }

    /// <summary>Whether it says that the file is damaged, not that the disk is full, failing or gone.</summary>
    private static bool IsDamage(Exception e) => e is SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNotADatabase }
        or InvalidDataException or FormatException or System.Text.Json.JsonException or InvalidCastException;

    /// <summary>At the opening there is more that only damage can be: a table that is not there, and a file that says that it is read-only where files can be written.</summary>
    private bool IsDamageAtOpening(Exception e) => IsDamage(e)
        || e is SqliteException { SqliteErrorCode: SqliteError }
        || (e is SqliteException { SqliteErrorCode: SqliteReadOnly } && Epoch == Guid.Empty && _reserve.FolderTakesFiles());
}

/// <summary>The journal was made by a newer program.</summary>
/// <param name="message">Which, and what to do.</param>
public sealed class NewerJournalException(string message) : IOException(message);
