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

/// <summary>What a kiosk's journal would send, read with the program's own code while no kiosk runs on it.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="LastSeq">Where it ends.</param>
/// <param name="Visits">The visits in it.</param>
internal sealed record JournalContents(Guid Epoch, long LastSeq, IReadOnlyList<JournalVisit> Visits)
{
    /// <param name="data">The kiosk's data folder.</param>
    public static JournalContents Read(string data)
    {
        using var journal = EventJournal.Open(Path.Combine(data, "journal.db"), new KioskClock(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced));
        return new JournalContents(journal.Epoch, journal.LastSeq, [.. journal.Read(1, journal.LastSeq)
            .Where(e => e.Type == EventTypes.VisitCheckedIn)
            .Select(e => new JournalVisit(e.Seq, e.Id, SubjectOf(e.Data)))]);
    }

    /// <summary>A visit that was accepted before the kiosk knew the keys carries the badge's text and no claim.</summary>
    private static string SubjectOf(JsonElement data)
    {
        var visit = JsonSerializer.Deserialize(data, ProtocolJson.Default.VisitCheckedIn)!;
        return visit.Sub ?? TestBadges.SubjectOf(visit.Unverified!);
    }
}
