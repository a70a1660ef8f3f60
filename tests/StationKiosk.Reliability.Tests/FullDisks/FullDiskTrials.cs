using System.Diagnostics;
using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.FullDisks;

/// <summary>
/// The kiosk's disk is full, fails, or becomes read-only while workers scan. Bar: the program does not end; nobody is welcomed whose visit is
/// not on disk; it answers again by itself within 5 s once the disk works.
/// </summary>
public sealed class FullDiskTrials(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task On_a_full_disk_nobody_is_welcomed_in_vain_and_the_kiosk_is_back_once_there_is_room()
    {
        var trial = new Trial(output, "disk full", ci: 2, full: 20);
        await using var disk = await SmallDisk.CreateAsync();
        await using var site = await Site.CreateAsync(new SitePlan { KioskData = Path.Combine(disk.Folder, "kiosk") });
        await OpenAsync(site);
        var back = new List<TimeSpan>();
        while (trial.Caused < trial.Faults)
        {
            disk.Fill();
            await UntilRefusedAsync(site);
            trial.Cause();
            disk.Free();
            back.Add(await UntilWelcomedAsync(site));
        }

        await CloseAsync(site, trial, back);
        trial.AssertCaused();
    }

    [SkippableFact]
    public async Task On_a_disk_that_becomes_read_only_nobody_is_welcomed_in_vain_and_the_kiosk_is_back_once_it_can_write()
    {
        var trial = new Trial(output, "disk read-only", ci: 3, full: 50);
        using var disk = await FaultyDisk.CreateAsync(new DiskFaults { Seed = trial.Seed, FailsPercent = 100, Error = DiskFaults.ReadOnly });
        await using var site = await Site.CreateAsync(new SitePlan { KioskData = disk.Folder, KioskEnvironment = disk.ProgramEnvironment });
        await OpenAsync(site);
        var back = new List<TimeSpan>();
        while (trial.Caused < trial.Faults)
        {
            disk.Fail();
            await UntilRefusedAsync(site);
            Assert.True(disk.Failures > 0);
            trial.Cause();
            disk.Mend();
            back.Add(await UntilWelcomedAsync(site));
        }

        await CloseAsync(site, trial, back);
        trial.AssertCaused();
    }

    [SkippableFact]
    public async Task When_ext4_gives_up_and_turns_read_only_the_kiosk_refuses_and_all_is_there_after_the_next_boot()
    {
        var trial = new Trial(output, "ext4 aborted", ci: 1, full: 20);
        while (trial.Caused < trial.Faults)
        {
            await using var disk = await SmallDisk.CreateAsync();
            await using var site = await Site.CreateAsync(new SitePlan { KioskData = Path.Combine(disk.Folder, "kiosk") });
            await OpenAsync(site);
            await disk.AbortAsync();
            await UntilRefusedAsync(site);
            trial.Cause();
            await site.StopKioskAsync();
            await disk.MountAgainAsync();
            await site.StartKioskAsync();
            await CloseAsync(site, trial, [await UntilWelcomedAsync(site)]);
            await site.StopKioskAsync();
        }

        trial.AssertCaused();
    }

    [SkippableFact]
    public async Task On_a_disk_that_fails_now_and_then_the_kiosk_goes_on_and_nobody_is_welcomed_in_vain()
    {
        var trial = new Trial(output, "disk fails 2 %", ci: 20, full: 1_000);
        using var disk = await FaultyDisk.CreateAsync(new DiskFaults { Seed = trial.Seed, FailsPercent = 2 });
        await using var site = await Site.CreateAsync(new SitePlan { KioskData = disk.Folder, KioskEnvironment = disk.ProgramEnvironment });
        await OpenAsync(site);
        disk.Fail();
        await Eventually.IsTrue(
            () =>
            {
                site.AssertScanning();
                return disk.Failures >= trial.Faults;
            },
            DiskBars.UntilItFailedOften);
        trial.Say($"{disk.Failures} calls failed");
        disk.Mend();
        await CloseAsync(site, trial, [await UntilWelcomedAsync(site)]);
    }

    private static async Task OpenAsync(Site site)
    {
        await site.Network.StartOfficeAsync();
        await site.StartKioskAsync();
        site.OpenDoors();
        await UntilWelcomedAsync(site);
    }

    private static async Task UntilRefusedAsync(Site site)
    {
        int before = site.Ledger.Refusals;
        await Eventually.IsTrue(
            () =>
            {
                site.AssertScanning();
                return site.Ledger.Refusals > before;
            },
            DiskBars.UntilItFails);
    }

    private static async Task<TimeSpan> UntilWelcomedAsync(Site site)
    {
        long start = Stopwatch.GetTimestamp();
        int before = site.Ledger.Promises;
        await Eventually.IsTrue(() => site.Ledger.Promises > before);
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task CloseAsync(Site site, Trial trial, List<TimeSpan> back)
    {
        site.AssertScanning();
        await site.CloseDoorsAsync();
        trial.Say($"answers again after the disk was mended: longest {back.Max().TotalMilliseconds:0} ms");
        Assert.All(back, took => Assert.True(took < DiskBars.Back));
        await site.AssertNothingLostAsync(trial, mayRefuse: true);
    }
}
