using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Backlog;

/// <summary>
/// A kiosk comes back with a long backlog; the broker is mosquitto with stock settings. Bar: it answers scans before any of it is drained; every event
/// arrives once; in the full size ≥ 10,000 events/s, and ≥ half of what the same mosquitto carries from one publisher to one subscriber, a message an event.
/// </summary>
public sealed class BacklogTrials(ITestOutputHelper output)
{
    private const double RateBar = 10_000, RatioBar = 0.5;

    /// <summary>Far beyond what 100,000 events need on a busy machine.</summary>
    private static readonly TimeSpan DrainedAtAll = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task A_kiosk_with_a_long_backlog_answers_scans_at_once_and_every_event_arrives_once()
    {
        SystemTools.Need("mosquitto");
        var trial = new Trial(output, "backlog", ci: 20_000, full: 100_000);
        using var folder = new TempFolder();
        await using var site = await Site.CreateAsync(new SitePlan { Lanes = 1, Broker = await MosquittoProcess.Start(isStock: true), KioskData = folder["kiosk"] });
        var backlog = WrittenBacklog.Write(site.Network.KioskData, trial, site.Ledger);
        using var clock = new DrainClock(trial.Faults);
        await clock.ListenAsync(site.Network.BrokerPort);

        // The office is away until the scan is answered: how soon it would drain the backlog decides nothing.
        await site.StartKioskAsync();
        site.OpenDoors();
        await Eventually.IsTrue(() => site.Ledger.Promises > trial.Faults);
        await site.CloseDoorsAsync();
        long waiting = (await site.Network.KioskAsync("/api/status")).GetProperty("health").GetProperty("journal").GetProperty("backlog").GetInt64();
        trial.Say($"a scan is answered while {waiting} events wait");
        Assert.True(waiting > trial.Faults);

        await site.Network.StartOfficeAsync();
        double drained = await clock.EventsPerSecond.WaitAsync(DrainedAtAll);
        await site.AssertNothingLostAsync(trial);
        await CompareAsync(trial, site.Network.BrokerPort, backlog, drained);
        trial.AssertCaused();
    }

    private static async Task CompareAsync(Trial trial, int port, WrittenBacklog backlog, double drained)
    {
        double single = await BrokerClient.DeliveredPerSecondAsync(port, backlog.One, trial.Faults);
        double batches = await BrokerClient.DeliveredPerSecondAsync(port, backlog.Batch, trial.Faults / backlog.BatchEvents) * backlog.BatchEvents;
        bool isFast = drained >= RateBar, isNear = drained >= RatioBar * single;
        trial.Say($"drained at {drained:0} events/s (bar {RateBar:0}: {Met(isFast)}); mosquitto alone {single:0} messages of one event a second, "
            + $"ratio {drained / single:0.00} (bar {RatioBar}: {Met(isNear)}); the same batches through mosquitto alone {batches:0} events/s");
        Assert.True(!Trial.IsFull || (isFast && isNear), "a bar of time was missed");
    }

    private static string Met(bool bar) => bar ? "met" : "MISSED";
}
