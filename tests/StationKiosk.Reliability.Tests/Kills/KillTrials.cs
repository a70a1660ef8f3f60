using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Kills;

/// <summary>
/// SIGKILL at random moments while workers scan at three readers: of the kiosk, of a mosquitto with stock settings, of the office, and of
/// whichever chance picks. Bar: no answered visit lost, none counted twice, no gap; scan-ready again within 2 s.
/// </summary>
public sealed class KillTrials(ITestOutputHelper output)
{
    private const int Ci = 30, Full = 1_000;

    /// <summary>The bar of the full run, on a machine that does nothing else.</summary>
    private static readonly TimeSpan ReadyBar = TimeSpan.FromSeconds(2);

    /// <summary>In ./test.sh: a machine of two cores may be busy with anything; a kiosk that hangs is still found.</summary>
    private static readonly TimeSpan ReadyAtAll = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LoadBetweenKills = TimeSpan.FromMilliseconds(400);

    public enum Victim
    {
        Kiosk,
        Broker,
        Office,
    }

    [SkippableTheory]
    [InlineData("kiosk", Victim.Kiosk)]
    [InlineData("broker", Victim.Broker)]
    [InlineData("office", Victim.Office)]
    [InlineData("mixed", Victim.Kiosk, Victim.Broker, Victim.Office)]
    public async Task Whatever_is_killed_under_load_every_answered_visit_is_at_the_office_once_with_no_gap(string name, params Victim[] victims)
    {
        SystemTools.Need("mosquitto");
        var trial = new Trial(output, $"kill {name}", Ci, Full);
        await using var site = await Site.CreateAsync(new SitePlan { Broker = await MosquittoProcess.Start(isStock: true) });
        await site.Network.StartOfficeAsync();
        await site.StartKioskAsync();
        site.OpenDoors();

        while (trial.Caused < trial.Faults)
        {
            int before = site.Ledger.Promises;
            await trial.PauseAsync(LoadBetweenKills);
            await Eventually.IsTrue(() => site.Ledger.Promises > before);
            site.AssertScanning();
            await KillAsync(site, victims[trial.Random.Next(victims.Length)]);
            trial.Cause();
        }

        await site.CloseDoorsAsync();
        await site.AssertNothingLostAsync(trial);
        trial.AssertCaused();
        AssertReadySoon(trial, site.KioskReadyAfter);
    }

    private static async Task KillAsync(Site site, Victim victim)
    {
        switch (victim)
        {
            case Victim.Kiosk:
                await site.KillAndStartKioskAsync();
                break;
            case Victim.Broker:
                await site.Network.Broker!.Kill();
                await site.Network.Broker.StartAgain();
                break;
            default:
                await site.Network.Office!.KillAsync();
                await site.Network.StartOfficeAsync();
                break;
        }
    }

    private static void AssertReadySoon(Trial trial, List<TimeSpan> took)
    {
        if (took.Count > 0)
        {
            took.Sort();
            trial.Say($"scan-ready again after a kill: median {took[took.Count / 2].TotalMilliseconds:0} ms, longest {took[^1].TotalMilliseconds:0} ms");
            Assert.True(took[^1] < (Trial.IsFull ? ReadyBar : ReadyAtAll));
        }
    }
}
