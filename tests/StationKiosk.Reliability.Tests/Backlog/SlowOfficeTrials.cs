using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Backlog;

/// <summary>The office's process stands still again and again, for shorter and for longer than a kiosk waits for a receipt. Bar: workers are answered meanwhile; nothing lost, nothing twice.</summary>
public sealed class SlowOfficeTrials(ITestOutputHelper output)
{
    private const int Stop = 19, Continue = 18;

    /// <summary>The kiosks of the trials give a link up after 5 s without a receipt.</summary>
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Works = TimeSpan.FromMilliseconds(500);

    [SkippableFact]
    public async Task An_office_that_stands_still_again_and_again_loses_nothing_and_counts_nothing_twice()
    {
        SystemTools.Need("mosquitto");
        var trial = new Trial(output, "slow office", ci: 5, full: 100);
        await using var site = await Site.CreateAsync(new SitePlan { Broker = await MosquittoProcess.Start(isStock: true) });
        await site.Network.StartOfficeAsync();
        await site.StartKioskAsync();
        site.OpenDoors();

        while (trial.Caused < trial.Faults)
        {
            site.AssertScanning();
            int before = site.Ledger.Promises;
            ProgramProcess.Signal(site.Network.Office!.Id, Stop);
            await trial.PauseAsync(StandsStill);
            await Eventually.IsTrue(() => site.Ledger.Promises > before);
            await Eventually.IsTrue(async () => await BacklogAsync(site) > 0);
            trial.Cause();
            ProgramProcess.Signal(site.Network.Office.Id, Continue);
            await trial.PauseAsync(Works);
        }

        await site.CloseDoorsAsync();
        await site.AssertNothingLostAsync(trial);
        trial.AssertCaused();
    }

    private static async Task<long> BacklogAsync(Site site) =>
        (await site.Network.KioskAsync("/api/status")).GetProperty("health").GetProperty("journal").GetProperty("backlog").GetInt64();
}
