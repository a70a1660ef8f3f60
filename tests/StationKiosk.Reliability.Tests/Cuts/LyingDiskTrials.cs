using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Cuts;

/// <summary>
/// A card that answers some flushes with success and does nothing, and then the power goes. Bar: the kiosk always starts; it loses no more than
/// the events whose flush lied and that had no receipt; nothing in its journal is wrong.
/// </summary>
public sealed class LyingDiskTrials(ITestOutputHelper output)
{
    private const int Ci = 10, Full = 200;

    /// <summary>So many that it is all but impossible that no flush lies.</summary>
    private static int Workers(int percent) => Trial.IsFull ? 3_000 : percent < 10 ? 600 : 200;

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(30)]
    public async Task On_a_card_that_lies_about_flushes_the_kiosk_starts_and_loses_no_more_than_what_was_lied_about(int percent)
    {
        var trial = new Trial(output, $"fsync lies {percent} %", Ci, Full);
        using var disk = await FaultyDisk.CreateAsync(new DiskFaults { LiesPercent = percent, Seed = trial.Seed });

        // One worker at a time: the flushes between two answers are those of one visit.
        await using var site = await Site.CreateAsync(new SitePlan
        {
            Lanes = 1, Pause = TimeSpan.Zero, KioskData = disk.Folder, KioskEnvironment = disk.ProgramEnvironment,
        });
        await using var known = new CutLedger(site, () => disk.Position);
        await site.ServeAsync(Workers(percent));
        await site.StopKioskAsync();
        var truth = JournalContents.Read(disk.Folder);
        var history = disk.History();
        var (flushes, lies) = history.FlushesIn(0, long.MaxValue);
        var liedTo = LiedTo(known, history);
        var numbers = truth.Visits.ToDictionary(visit => visit.Subject, visit => visit.Seq, StringComparer.Ordinal);

        int lost = 0, mayBeLost = 0, wrong = 0, reused = 0, beyond = 0;
        var slowest = TimeSpan.Zero;
        while (trial.Caused < trial.Faults)
        {
            int cut = trial.Random.Next(history.Operations.Count + 1);
            long position = cut == 0 ? 0 : history.Operations[cut - 1].End;
            using var left = new TempFolder(Memory.Folder);
            history.CutAfter(cut, trial.Random, path => left[Path.GetRelativePath(disk.Folder, path)]);
            var found = await CutKiosk.JudgeAsync(site, left.Path, truth, known, position);

            // The kiosk may have had a receipt, and dropped what it covers, before the outside asked.
            long receipted = known.MayBeReceiptedAt(position);
            int without = found.Lost.Count(answer => numbers[answer.Subject] > receipted);
            int allowed = known.AnsweredAt(position).Count(answer => liedTo.Contains(answer.Subject) && numbers[answer.Subject] > receipted);
            (lost, mayBeLost, wrong, reused) = (lost + without, mayBeLost + allowed, wrong + found.Wrong, reused + (found.Reused ? 1 : 0));
            if (without > allowed)
            {
                beyond += without - allowed;
                trial.Say($"after {cut} of {history.Operations.Count} writes and flushes {without} visits are lost where {allowed} might be, with receipts up to {known.ReceiptedAt(position)} to {receipted}"
                    + (found.IsNewEpoch ? "; the journal begins a new epoch" : ""));
            }

            slowest = found.StartTook > slowest ? found.StartTook : slowest;
            trial.Cause();
        }

        trial.Say($"{lies} of {flushes} flushes lied, {known.Answers.Count} visits answered in the run; over all cuts {lost} visits without a receipt lost, "
            + $"where {mayBeLost} might be; {beyond} beyond that; {wrong} wrong, {reused} journals gave numbers twice; slowest start {slowest.TotalMilliseconds:0} ms");
        Assert.True(lies > 0, "no flush lied");
        Assert.Equal((0, 0, 0), (beyond, wrong, reused));
        trial.AssertCaused();
    }

    /// <summary>Those during whose answering a flush lied.</summary>
    private static HashSet<string> LiedTo(CutLedger known, WriteHistory history)
    {
        var liedTo = new HashSet<string>(StringComparer.Ordinal);
        long before = 0;
        foreach (var answer in known.Answers)
        {
            if (history.FlushesIn(before, answer.Position).Lies > 0)
            {
                liedTo.Add(answer.Subject);
            }

            before = answer.Position;
        }

        return liedTo;
    }
}
