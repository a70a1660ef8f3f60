using System.Text.Json;
using Microsoft.Data.Sqlite;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <content>What the storage damaged: brought back from where it can be, declared lost where it cannot.</content>
public sealed partial class EventJournal
{
    private const int RescuedAtOnce = 500;

    private readonly List<SeqRange> _lost = [];
    private Rescue? _rescue;
    private volatile bool _officeHeard;

    /// <summary>What the storage has done to the journal and what to do; null where it did nothing that is known.</summary>
    public string? Damage => Rescue.Folders(_path) is [.., var newest]
        ? $"the storage damaged the journal; what was damaged is kept in {newest}. Replace the card, and look at that folder before you delete it"
        : null;

    /// <summary>Brings over a part of what was set aside; true while there is more.</summary>
    public bool RescueSome()
    {
        lock (_indexing)
        {
            if (_rescue is not { } rescue || _file is not { } file)
            {
                return false;
            }

            try
            {
                var rows = rescue.Next(RescuedAtOnce);
                if (rows.Count == 0)
                {
                    rescue.Finish();
                    _rescue = Rescue.Pending(_path);
                    return _rescue is not null;
                }

                file.AddMissing([.. rows.Where(each => each.Epoch == Epoch && each.Row.Seq <= LastSeq).Select(each => each.Row)]);
                return Bring([.. rows.Where(each => each.Epoch != Epoch)]);
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                // The folder is still there; it is begun again with the next start, and what comes twice is known.
                _rescue = null;
                return false;
            }
        }
    }

    private bool Bring(IReadOnlyList<(Guid Epoch, JournalRow Row)> rows)
    {
        if (rows.Count == 0)
        {
            return true;
        }

        return Append([.. rows.Select(each => new EventContent(
            EventTypes.JournalRescued, $$"""{"epoch":"{{each.Epoch:D}}","event":{{System.Text.Encoding.UTF8.GetString(each.Row.Body)}}}"""))]).Stored;
    }

    /// <summary>Events that are to be sent and are not in the file: from the log, or nevermore.</summary>
    /// <returns>Whether some were brought back.</returns>
    private bool Mend(SeqRange missing)
    {
        var rows = EventLog.Read(_path).Where(frame => frame.Epoch == Epoch && missing.Contains(frame.Seq)).Select(JournalRow.Of).ToArray();
        if (rows.Length > 0)
        {
            lock (_indexing)
            {
                _file?.Commit(rows, receipt: null);
            }

            return true;
        }

        if (_officeHeard && _rescue is null && !_lost.Contains(missing))
        {
            _lost.Add(missing);
            Defer(EventContent.Of(new JournalLost([missing], missing.To <= ShedTo() ? LossReason.Shed : LossReason.Damaged)));
        }

        return false;
    }

    private long ShedTo()
    {
        lock (_indexing)
        {
            return _file?.ShedTo() ?? 0;
        }
    }
}
