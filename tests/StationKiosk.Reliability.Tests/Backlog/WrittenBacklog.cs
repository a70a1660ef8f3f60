using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Reliability.Tests.Backlog;

/// <summary>A journal of visits that the office never heard of, written by the kiosk's own code before the kiosk starts.</summary>
/// <param name="One">An <c>events</c> message of one event, as it would be sent.</param>
/// <param name="Batch">An <c>events</c> message of as many as fit, compressed.</param>
/// <param name="BatchEvents">How many those are.</param>
internal sealed record WrittenBacklog(byte[] One, byte[] Batch, int BatchEvents)
{
    /// <summary>Events of one commit.</summary>
    private const int Together = 500;

    /// <summary>Writes one visit for each of the trial's faults; the ledger holds each as promised.</summary>
    public static WrittenBacklog Write(string data, Trial trial, Ledger ledger)
    {
        Directory.CreateDirectory(data);
        using var journal = EventJournal.Open(Path.Combine(data, "journal.db"), new KioskClock(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced));
        while (trial.Caused < trial.Faults)
        {
            string[] subjects = [.. Enumerable.Range(0, Math.Min(Together, trial.Faults - trial.Caused)).Select(_ => Badge.NewSubject())];
            Assert.True(journal.Append([.. subjects.Select(Visit)]).Stored, journal.Fault);
            foreach (string subject in subjects)
            {
                ledger.Write(subject, "Welcome");
                trial.Cause();
            }
        }

        var batch = journal.ReadBatch(1, Together)!;
        return new WrittenBacklog(BatchPayload.Of(journal.ReadBatch(1, 1)!.Json).Bytes, BatchPayload.Of(batch.Json).Bytes, batch.Count);
    }

    private static EventContent Visit(string subject) =>
        EventContent.Of(new VisitCheckedIn(subject, Badge.NewId(), Category.Courier, "lane-1", Zone: null, Service: null, [], Unverified: null));
}
