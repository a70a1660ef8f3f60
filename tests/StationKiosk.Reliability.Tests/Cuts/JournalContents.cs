using System.Text.Json;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Cuts;

/// <summary>A visit of a journal.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="Subject">Whose.</param>
internal sealed record JournalVisit(long Seq, Guid Id, string Subject);

/// <summary>What a kiosk's journal would send, what it rescues among it, read with the program's own code while no kiosk runs on it.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="LastSeq">Where it ends.</param>
/// <param name="Visits">The visits in it.</param>
internal sealed record JournalContents(Guid Epoch, long LastSeq, IReadOnlyList<JournalVisit> Visits)
{
    /// <summary>The journal as it is, and the one that a damaged one makes way for.</summary>
    private const int Looks = 2;

    /// <param name="data">The kiosk's data folder.</param>
    public static JournalContents Read(string data)
    {
        using var journal = EventJournal.Open(Path.Combine(data, "journal.db"), new KioskClock(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced));
        var events = ReadAll(journal);
        var rescued = events.Where(e => e.Type == EventTypes.JournalRescued).Select(e => JsonSerializer.Deserialize(e.Data.GetProperty("event"), ProtocolJson.Default.JournalEvent)!);
        return new JournalContents(journal.Epoch, journal.LastSeq, [.. events.Concat(rescued)
            .Where(e => e.Type == EventTypes.VisitCheckedIn)
            .DistinctBy(e => e.Id)
            .Select(e => new JournalVisit(e.Seq, e.Id, SubjectOf(e.Data)))]);
    }

    /// <summary>A file that proves damaged only when it is read makes way, as in a kiosk, with the next write.</summary>
    private static IReadOnlyList<JournalEvent> ReadAll(EventJournal journal)
    {
        for (int i = 0; i < Looks; i++)
        {
            while (journal.RescueSome())
            {
                // What was set aside goes to the office too, a part at a time.
            }

            try
            {
                return journal.Read(1, journal.LastSeq);
            }
            catch (IOException)
            {
                Assert.Null(journal.Flush());
            }
        }

        throw new InvalidOperationException("a journal made anew cannot be read either");
    }

    /// <summary>A visit that was accepted before the kiosk knew the keys carries the badge's text and no claim.</summary>
    private static string SubjectOf(JsonElement data)
    {
        var visit = JsonSerializer.Deserialize(data, ProtocolJson.Default.VisitCheckedIn)!;
        return visit.Sub ?? TestBadges.SubjectOf(visit.Unverified!);
    }
}
