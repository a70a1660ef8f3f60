using System.Diagnostics;
using System.Runtime.InteropServices;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Links;

/// <summary>
/// The kiosk's way to the broker goes bad while workers scan at three readers; the broker is a real mosquitto, the office is not touched. Bar: no
/// answered visit lost, none counted twice, no gap; a dead link is noticed within 1.5 times the keep-alive.
/// </summary>
public sealed partial class LinkTrials(ITestOutputHelper output)
{
    private const int Stop = 19, Continue = 18;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    /// <summary>In ./test.sh the machine may be busy with anything; that a dead link is noticed at all is still found.</summary>
    private static readonly TimeSpan NoticedWithin = Trial.IsFull ? KeepAlive * 1.5 : TimeSpan.FromSeconds(45);

    [SkippableFact]
    public Task Ten_percent_of_the_packets_are_lost() => TryAsync("10 % loss", rounds: (1, 3), async (trial, way, _) =>
    {
        await way.LoseAsync(10);
        await StayAsync(10, 60);
        long dropped = await way.DroppedAsync();
        trial.Say($"{dropped} packets lost");
        Assert.True(dropped > 0);
    });

    [SkippableFact]
    public Task The_way_is_as_narrow_as_256_kbit_a_second() => TryAsync("256 kbit/s", rounds: (1, 3), async (trial, way, _) =>
    {
        await way.NarrowAsync(256);
        await StayAsync(10, 60);
        long held = await way.HeldUpAsync();
        trial.Say($"{held} packets held up");
        Assert.True(held > 0);
    });

    [SkippableFact]
    public Task The_way_swallows_everything() => TryAsync("black hole", rounds: (1, 3), async (trial, way, site) =>
    {
        await way.SwallowAsync();
        await NoticedAsync(trial, site);
        await StayAsync(1, 60);
        long dropped = await way.DroppedAsync();
        trial.Say($"{dropped} packets swallowed");
        Assert.True(dropped > 0);
    });

    [SkippableFact]
    public Task Connections_are_reset_again_and_again() => TryAsync("resets", rounds: (4, 24), async (trial, way, _) =>
    {
        int cut = 0;
        await Eventually.IsTrue(async () => (cut = await way.ResetAsync()) > 0);
        trial.Say($"{cut} sockets cut");
        await StayAsync(2, 5);
    });

    [SkippableFact]
    public Task The_broker_is_frozen() => TryAsync("frozen broker", rounds: (1, 3), async (trial, _, site) =>
    {
        Assert.Equal(0, Kill(site.Network.Broker!.Id, Stop));
        await NoticedAsync(trial, site);
        await StayAsync(1, 30);
        Assert.Equal(0, Kill(site.Network.Broker.Id, Continue));
    });

    [SkippableFact]
    public Task The_cable_is_pulled() => TryAsync("link down", rounds: (1, 3), async (trial, way, site) =>
    {
        await way.PullAsync();
        await NoticedAsync(trial, site);
        await StayAsync(1, 60);
    });

    private async Task TryAsync(string name, (int Ci, int Full) rounds, Func<Trial, FaultyWay, Site, Task> fault)
    {
        SystemTools.Need("mosquitto");
        var trial = new Trial(output, $"network, {name}", rounds.Ci, rounds.Full);
        int port = LoopbackPort.Free();
        await using var way = await FaultyWay.CreateAsync(port);
        await using var site = await Site.CreateAsync(new SitePlan
        {
            Broker = await MosquittoProcess.Start($"listener {port} {way.Near}", isStock: true),
            KioskEnvironment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["KIOSK__BROKER__HOST"] = way.Host,
                ["KIOSK__BROKER__PORT"] = $"{port}",
                ["KIOSK__BROKER__KEEPALIVE"] = $"{KeepAlive:c}",
                ["KIOSK__BROKER__RECEIPTWITHIN"] = "00:01:00",
            },
        });
        await site.Network.StartOfficeAsync();
        await site.StartKioskAsync();
        await UntilConnectedAsync(site);
        site.OpenDoors();

        while (trial.Caused < trial.Faults)
        {
            int before = site.Ledger.Promises;
            await Eventually.IsTrue(() => site.Ledger.Promises > before);
            site.AssertScanning();
            await fault(trial, way, site);
            trial.Cause();
            await way.HealAsync();
            await UntilConnectedAsync(site);
        }

        await site.CloseDoorsAsync();
        await site.AssertNothingLostAsync(trial);
        trial.AssertCaused();
    }

    /// <summary>How long the fault stays: in ./test.sh, and in the full run.</summary>
    private static Task StayAsync(int ci, int full) => Task.Delay(TimeSpan.FromSeconds(Trial.IsFull ? full : ci), TimeProvider.System);

    private static async Task NoticedAsync(Trial trial, Site site)
    {
        long cut = Stopwatch.GetTimestamp();
        await Eventually.IsTrue(async () => !await IsConnectedAsync(site));
        var noticed = Stopwatch.GetElapsedTime(cut);
        trial.Say($"noticed after {noticed.TotalSeconds:0.0} s, with a keep-alive of {KeepAlive.TotalSeconds:0} s");
        Assert.True(noticed <= NoticedWithin, $"noticed after {noticed}");
    }

    private static Task UntilConnectedAsync(Site site) => Eventually.IsTrue(() => IsConnectedAsync(site), TimeSpan.FromSeconds(90));

    private static async Task<bool> IsConnectedAsync(Site site) => (await site.Network.KioskAsync("/api/status")).GetProperty("link").GetProperty("connected").GetBoolean();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
