using Microsoft.Data.Sqlite;
using StationKiosk.Office.Storage;
using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Cuts;

/// <summary>
/// The power goes at a random write while workers scan: everything up to the last flush is there, of what came after a random part, some of it
/// torn. The kernel mounts what is left, and the programs open it. Bar: every answered visit is in the journal, every event that had a receipt is
/// in the office's store once.
/// </summary>
public sealed class PowerCutTrials(ITestOutputHelper output)
{
    private const int Ci = 40, KioskFull = 1_000, OfficeFull = 500;

    /// <summary>Workers answered in the run that is cut: more of them, more of the journal's own checkpoints are cut as well.</summary>
    private static int Workers => Trial.IsFull ? 3_000 : 200;

    [SkippableFact]
    public async Task After_a_power_cut_the_kiosk_starts_and_every_answered_visit_is_in_its_journal()
    {
        LoggedDisk.NeedTools();
        var trial = new Trial(output, "power cut kiosk", Ci, KioskFull);
        await using var disk = await LoggedDisk.CreateAsync();
        await using var site = await Site.CreateAsync(new SitePlan { KioskData = Path.Combine(disk.Folder, "kiosk") });
        await using var known = new CutLedger(site, () => disk.Position);
        await site.ServeAsync(Workers);
        await site.StopKioskAsync();
        var truth = JournalContents.Read(site.Network.KioskData);
        var history = await disk.FinishAsync();

        var slowest = TimeSpan.Zero;
        int lost = 0, wrong = 0, reused = 0;
        await ForEachCutAsync(trial, history, async cut =>
        {
            await using var left = await disk.CutAfterAsync(history, cut, trial.Random);
            var found = await CutKiosk.JudgeAsync(site, Path.Combine(left.Folder, "kiosk"), truth, known, PositionOf(history, cut));
            lost += found.Lost.Count;
            wrong += found.Wrong;
            reused += found.Reused ? 1 : 0;
            slowest = found.StartTook > slowest ? found.StartTook : slowest;
        });

        trial.Say($"{known.Answers.Count} visits answered in the run, {history.Operations.Count} writes and flushes; {lost} answered visits lost, {wrong} wrong, "
            + $"{reused} numbers given twice; slowest start {slowest.TotalMilliseconds:0} ms");
        Assert.Equal((0, 0, 0), (lost, wrong, reused));
        trial.AssertCaused();
    }

    [SkippableFact]
    public async Task After_a_power_cut_the_office_has_every_event_once_that_had_a_receipt()
    {
        LoggedDisk.NeedTools();
        var trial = new Trial(output, "power cut office", Ci, OfficeFull);
        await using var disk = await LoggedDisk.CreateAsync();
        await using var site = await Site.CreateAsync(new SitePlan { OfficeData = disk.Folder });
        await using var known = new CutLedger(site, () => disk.Position);
        await site.ServeAsync(Workers);
        await site.Network.UntilEverythingHasAReceiptAsync();
        await site.StopKioskAsync();
        Assert.Equal(0, await site.Network.Office!.StopAsync());
        var truth = JournalContents.Read(site.Network.KioskData);
        var history = await disk.FinishAsync();

        long lost = 0, twice = 0, receipted = 0, mended = 0;
        await ForEachCutAsync(trial, history, async cut =>
        {
            await using var left = await disk.CutAfterAsync(history, cut, trial.Random);
            string store = Path.Combine(left.Folder, Path.GetFileName(site.Network.OfficeStore));
            string copy = store + ".copy";
            using (var office = OfficeStore.Open(store))
            {
                office.CopyTo(copy);
                mended += office.Faults.Mended + office.Faults.Damaged.Count;
            }

            long through = known.ReceiptedAt(PositionOf(history, cut));
            var stored = Network.ReadCopy(copy, Network.VisitsIn);
            receipted = Math.Max(receipted, through);
            lost += truth.Visits.Count(visit => visit.Seq <= through && !stored.ContainsKey(visit.Subject)) + through - Network.ReadCopy(copy, file => EventsUpTo(file, through));
            twice += stored.Values.Count(times => times > 1);
        });

        trial.Say($"{receipted} events with a receipt in the run, {history.Operations.Count} writes and flushes; {lost} of them lost, {twice} visits counted twice");
        Assert.True(receipted > 0);
        Assert.Equal((0L, 0L, 0L), (lost, twice, mended));
        trial.AssertCaused();
    }

    private static async Task ForEachCutAsync(Trial trial, WriteHistory history, Func<int, Task> judge)
    {
        while (trial.Caused < trial.Faults)
        {
            int cut = trial.Random.Next(history.Operations.Count + 1);
            try
            {
                await judge(cut);
            }
            catch (Exception e)
            {
                trial.Say($"failed at cut {trial.Caused}, after {cut} of {history.Operations.Count} writes and flushes: {e.Message}");
                throw;
            }

            trial.Cause();
        }
    }

    private static long PositionOf(WriteHistory history, int cut) => cut == 0 ? 0 : history.Operations[cut - 1].End;

    private static long EventsUpTo(SqliteConnection copy, long through)
    {
        using var count = copy.CreateCommand();
        count.CommandText = "SELECT count(*) FROM event WHERE seq <= $through";
        count.Parameters.AddWithValue("$through", through);
        return (long)count.ExecuteScalar()!;
    }
}
