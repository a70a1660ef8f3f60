using System.Diagnostics;
using System.Globalization;
using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.FullDisks;

/// <summary>
/// The office's disk is full, fails, or becomes read-only while workers scan. Bar: workers are welcomed all the same; the office does not end, gives no receipt for what it does not hold, and
/// stores again by itself within 5 s once the disk works.
/// </summary>
public sealed class OfficeDiskTrials(ITestOutputHelper output)
{
    private const string StoreFailures = "office_store_failures_total ", EventsStored = "office_events_stored_total ";

    [SkippableFact]
    public async Task On_a_full_disk_the_office_gives_no_receipt_in_vain_and_stores_again_once_there_is_room()
    {
        var trial = new Trial(output, "office's disk full", ci: 2, full: 20);
        await using var disk = await SmallDisk.CreateAsync();
        await using var site = await OpenAsync(new SitePlan { OfficeData = disk.Folder });
        await TryAsync(trial, site, disk.Fill, disk.Free);
    }

    [SkippableFact]
    public async Task On_a_disk_that_becomes_read_only_the_office_gives_no_receipt_in_vain_and_stores_again_once_it_can_write()
    {
        var trial = new Trial(output, "office's disk read-only", ci: 3, full: 50);
        using var disk = await FaultyDisk.CreateAsync(new DiskFaults { Seed = trial.Seed, FailsPercent = 100, Error = DiskFaults.ReadOnly });
        await using var site = await OpenAsync(new SitePlan { OfficeData = disk.Folder, OfficeEnvironment = disk.ProgramEnvironment });
        await TryAsync(trial, site, disk.Fail, disk.Mend);
    }

    [SkippableFact]
    public async Task On_a_disk_that_fails_now_and_then_the_office_goes_on_and_gives_no_receipt_in_vain()
    {
        var trial = new Trial(output, "office's disk fails 2 %", ci: 20, full: 1_000);
        using var disk = await FaultyDisk.CreateAsync(new DiskFaults { Seed = trial.Seed, FailsPercent = 2 });
        await using var site = await OpenAsync(new SitePlan { OfficeData = disk.Folder, OfficeEnvironment = disk.ProgramEnvironment });
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
        await CloseAsync(trial, site, [await UntilStoredAsync(site)]);
    }

    private static async Task TryAsync(Trial trial, Site site, Action breakIt, Action mendIt)
    {
        var back = new List<TimeSpan>();
        while (trial.Caused < trial.Faults)
        {
            long before = await FigureAsync(site, StoreFailures);
            breakIt();
            await Eventually.IsTrue(
                async () =>
                {
                    site.AssertScanning();
                    return await FigureAsync(site, StoreFailures) > before;
                },
                DiskBars.UntilItFails);
            trial.Cause();
            mendIt();
            back.Add(await UntilStoredAsync(site));
        }

        await CloseAsync(trial, site, back);
        trial.AssertCaused();
    }

    private static async Task<Site> OpenAsync(SitePlan plan)
    {
        var site = await Site.CreateAsync(plan);
        await site.Network.StartOfficeAsync();
        await site.StartKioskAsync();
        site.OpenDoors();
        await UntilStoredAsync(site);
        return site;
    }

    private static async Task<TimeSpan> UntilStoredAsync(Site site)
    {
        long start = Stopwatch.GetTimestamp(), before = await FigureAsync(site, EventsStored);
        await Eventually.IsTrue(async () => await FigureAsync(site, EventsStored) > before);
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task CloseAsync(Trial trial, Site site, List<TimeSpan> back)
    {
        site.AssertScanning();
        await site.CloseDoorsAsync();
        Assert.False(site.Network.Office!.HasExited, "the office ended");
        trial.Say($"stores again after the disk was mended: longest {back.Max().TotalMilliseconds:0} ms");
        Assert.All(back, took => Assert.True(took < DiskBars.Back));
        await site.AssertNothingLostAsync(trial);
    }

    private static async Task<long> FigureAsync(Site site, string name)
    {
        using var http = new HttpClient();
        string metrics = await http.GetStringAsync(site.Network.OfficeUrl("/metrics"));
        return long.Parse(metrics.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
    }
}
