using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Cuts;

/// <summary>What a cut came to.</summary>
/// <param name="StartTook">From the kiosk's start on what was left to scan-ready.</param>
/// <param name="Lost">Who had been answered and is not in the journal.</param>
/// <param name="Wrong">Visits in the journal that no run ever wrote, or under another number of the same epoch.</param>
/// <param name="Reused">Whether new events get numbers that the office has a receipt for.</param>
/// <param name="IsNewEpoch">Whether the kiosk began a new journal.</param>
internal sealed record CutFinding(TimeSpan StartTook, IReadOnlyList<AnswerAt> Lost, int Wrong, bool Reused, bool IsNewEpoch);

/// <summary>The kiosk as it ships, started on what a power cut left.</summary>
internal static class CutKiosk
{
    /// <summary>Starts it, has one more worker answered, kills it, and holds its journal against what was known when the power went.</summary>
    /// <param name="site">The run that was cut.</param>
    /// <param name="data">The kiosk's data folder as the cut left it.</param>
    /// <param name="truth">The journal as it was in the end.</param>
    /// <param name="known">What the outside knew.</param>
    /// <param name="position">The record's length at the cut.</param>
    public static async Task<CutFinding> JudgeAsync(Site site, string data, JournalContents truth, CutLedger known, long position)
    {
        string probe = site.NewBadge();
        TimeSpan took;
        await using (var kiosk = await LoneKiosk.StartAsync(site.KioskProgram, data: data))
        {
            took = kiosk.StartTook;
            Assert.Equal(["Welcome"], await kiosk.ScanAsync(probe));
        }

        var found = JournalContents.Read(data);
        var present = found.Visits.Select(visit => visit.Subject).ToHashSet(StringComparer.Ordinal);
        Assert.True(present.Remove(TestBadges.SubjectOf(probe)), "the visit answered after the cut is not in the journal");
        var written = truth.Visits.ToDictionary(visit => visit.Subject, StringComparer.Ordinal);
        long probeSeq = found.Visits.Single(visit => visit.Subject == TestBadges.SubjectOf(probe)).Seq;
        return new CutFinding(
            took,
            [.. known.AnsweredAt(position).Where(answer => !present.Contains(answer.Subject))],
            found.Visits.Count(visit => present.Contains(visit.Subject) && !IsTrue(visit)),
            found.Epoch == truth.Epoch && probeSeq <= known.ReceiptedAt(position),
            found.Epoch != truth.Epoch);

        bool IsTrue(JournalVisit visit) =>
            written.TryGetValue(visit.Subject, out var original) && (found.Epoch != truth.Epoch || original == visit);
    }
}
