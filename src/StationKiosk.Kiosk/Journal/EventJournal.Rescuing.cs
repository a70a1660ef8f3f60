using System.Text;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>What the storage damaged: set aside, brought over where it can be read, declared lost where it cannot.</content>
public sealed partial class EventJournal
{
    private const int SqliteError = 1, SqliteReadOnly = 8;
    private const int RescuedAtOnce = 200;

    private readonly List<SeqRange> _lost = [];
    private Rescue? _rescue;
    private bool _damaged;
    private volatile bool _suspected;
    private volatile bool _officeHeard;

    /// <summary>What the storage has done to the journal and what to do; null where it did nothing that is known.</summary>
    public string? Damage => Rescue.Folders(_path) is [.., var newest]
        ? $"the storage damaged the journal; what was damaged is kept in {newest}. Replace the card, and look at that folder before you delete it"
        : null;

    /// <summary>Brings over a part of what was set aside; true while there is more to bring now.</summary>
    public bool RescueSome()
    {
        lock (_writing)
        {
            try
            {
                return _rescue is { } rescue && RescueSome(rescue);
            }
            catch (Exception e) when (IsOfTheDisk(e))
            {
                RescueAgain();
                return false;
            }
        }
    }

    private bool RescueSome(Rescue rescue)
    {
        var rows = rescue.Next(RescuedAtOnce);
        if (rows.Count == 0)
        {
            if (!rescue.Finish())
            {
                return false;
            }

            RescueAgain();
            return _rescue is not null;
        }

        bool stored = Append([.. rows.Select(each => new EventContent(
            EventTypes.JournalRescued, $$"""{"epoch":"{{each.Epoch:D}}","event":{{Encoding.UTF8.GetString(each.Row.Body)}}}"""))]).Stored;
        if (!stored)
        {
            RescueAgain();
        }

        return stored;
    }

    /// <summary>Takes up the oldest folder that is not brought over, from its beginning: the office knows what comes twice.</summary>
    private void RescueAgain()
    {
        _rescue?.Dispose();
        _rescue = Rescue.Pending(_path);
    }

    /// <summary>
    /// Keeps the file beside a fresh one with an epoch of its own: numbers that the damaged one may have given must not be given twice. Nothing of
    /// the old epoch is taken over but what is yet to be brought to the office.
    /// </summary>
    private void BeginAnew()
    {
        CloseWriter();
        lock (_reading)
        {
            // A reader of the old file that closed later would take the new file's log for its own.
            CloseReader();
            Rescue.SetAside(_path);
        }

        (_damaged, _suspected, _officeHeard) = (false, false, false);
        (_receiptToWrite, _traces) = (null, false);
        _lost.Clear();
        OpenWriter();
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

            bool isShed = missing.To <= (_writer?.ShedTo() ?? 0);
            if (isShed || !IsMendedFromTail(missing))
            {
                _lost.Add(missing);
                Defer(EventContent.Of(new JournalLost([missing], isShed ? LossReason.Shed : LossReason.Damaged)));
            }
        }
    }

    /// <summary>What the file lost and the tail still has is put back, to be read again.</summary>
    private bool IsMendedFromTail(SeqRange missing)
    {
        if (_writer is null || _tail?.In(missing, Epoch) is not { Count: > 0 } rows)
        {
            return false;
        }

        try
        {
            _writer.PutBack(rows);
            return true;
        }
        catch (SqliteException e)
        {
            // Nothing is declared lost while the tail has it.
            _suspected |= DamageCheck.IsSuspicion(e);
            return true;
        }
    }

    /// <summary>Whether an error at the opening means that the file is damaged, not that the disk is full, failing or gone.</summary>
    private bool IsDamageAtOpening(Exception e) => e switch
    {
        InvalidDataException or FormatException or System.Text.Json.JsonException or InvalidCastException or InvalidOperationException => true,
        // A table that is not there; a file that says that it is read-only where files can be written.
        SqliteException { SqliteErrorCode: SqliteError } => true,
        SqliteException { SqliteErrorCode: SqliteReadOnly } => Epoch == Guid.Empty && _reserve.FolderTakesFiles(),
        _ => DamageCheck.IsSuspicion(e) && DamageCheck.IsDamaged(_path),
    };
}

/// <summary>The journal was made by a newer program.</summary>
/// <param name="message">Which, and what to do.</param>
public sealed class NewerJournalException(string message) : IOException(message);
