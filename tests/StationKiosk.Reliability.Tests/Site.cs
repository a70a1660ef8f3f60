using System.Diagnostics;
using System.Security.Cryptography;
using StationKiosk.Protocol.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests;

/// <summary>How a <see cref="Site"/> is made.</summary>
internal sealed record SitePlan
{
    /// <summary>Readers at which workers queue.</summary>
    public int Lanes { get; init; } = 3;

    /// <summary>Between two workers of a lane.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>A broker of its own with stock settings; null for the office's own.</summary>
    public MosquittoProcess? Broker { get; init; }

    /// <summary>See <see cref="NetworkPlan.KioskData"/>.</summary>
    public string? KioskData { get; init; }

    /// <summary>See <see cref="NetworkPlan.OfficeData"/>.</summary>
    public string? OfficeData { get; init; }

    /// <summary>The office's environment beside the test's.</summary>
    public IReadOnlyDictionary<string, string> OfficeEnvironment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The kiosk's environment beside the test's.</summary>
    public IReadOnlyDictionary<string, string> KioskEnvironment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Office, broker and the kiosk as it ships, with workers at every reader and a ledger of what they were told.</summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>Far beyond any trial's needs: a worker who is still not answered then is a failure.</summary>
    private static readonly TimeSpan WorkersWait = TimeSpan.FromMinutes(2);

    /// <summary>For a few thousand workers on a busy machine.</summary>
    private static readonly TimeSpan WorkersServed = TimeSpan.FromMinutes(10);

    private readonly SitePlan _plan;
    private readonly List<Lane> _lanes;
    private readonly ECDsa _issuer = ECDsa.Create();
    private readonly CancellationTokenSource _noMore = new();
    private readonly CancellationTokenSource _giveUp = new();
    private TaskCompletionSource<KioskRun> _kiosk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _scanning = Task.CompletedTask;

    private Site(SitePlan plan)
    {
        _plan = plan;
        _lanes = [.. Enumerable.Range(1, plan.Lanes).Select(lane => new Lane($"lane-{lane}", NewBadge, Ledger))];
    }

    public Ledger Ledger { get; } = new();

    /// <summary>The kiosk as it ships.</summary>
    public string KioskProgram { get; private set; } = "";

    public Network Network { get; private set; } = null!;

    /// <summary>How long each kill kept workers waiting.</summary>
    public List<TimeSpan> KioskReadyAfter { get; } = [];

    public static async Task<Site> CreateAsync(SitePlan plan)
    {
        var site = new Site(plan);
        site.KioskProgram = await PublishedKiosk.PathAsync();
        site.Network = await Network.CreateAsync(new NetworkPlan(plan.Broker, string.Join(", ", site._lanes.Select(lane => lane.Reader)))
        {
            KioskData = plan.KioskData,
            OfficeData = plan.OfficeData,
            Office = new ProgramStart("station-office") { Environment = plan.OfficeEnvironment },
        });
        site._issuer.ImportFromPem(await File.ReadAllTextAsync(site.Network.IssuerKey));
        return site;
    }

    public async Task StartKioskAsync()
    {
        var run = new KioskRun([.. _lanes.Select(lane => lane.Name)]);
        await Network.StartKioskAsync(new ProgramStart(KioskProgram) { Heard = run.Heard, Environment = _plan.KioskEnvironment });
        _kiosk.SetResult(run);
    }

    /// <summary>The workers begin to come.</summary>
    public void OpenDoors() => _scanning = Task.WhenAll(_lanes.Select(lane => lane.RunAsync(ReadyKioskAsync, _plan.Pause, _noMore.Token, _giveUp.Token)));

    /// <summary>The last workers are answered.</summary>
    public async Task CloseDoorsAsync()
    {
        await _noMore.CancelAsync();
        _giveUp.CancelAfter(WorkersWait);
        await _scanning;
    }

    /// <summary>Starts office and kiosk, and lets workers come until so many are answered.</summary>
    public async Task ServeAsync(int workers)
    {
        await Network.StartOfficeAsync();
        await StartKioskAsync();
        OpenDoors();
        await Eventually.IsTrue(
            () =>
            {
                AssertScanning();
                return Ledger.Promises >= workers;
            },
            WorkersServed);
        await CloseDoorsAsync();
    }

    /// <summary>SIGKILL; workers at the readers get no answer until it is started again. What it printed before counts.</summary>
    public async Task KillKioskAsync() => await EndKioskAsync(() => Network.Kiosk!.KillAsync());

    /// <summary>SIGTERM, as systemd stops it.</summary>
    public async Task StopKioskAsync() => await EndKioskAsync(async () => Assert.Equal(0, await Network.Kiosk!.StopAsync()));

    /// <summary>SIGKILL and a new start at once; how long no scan could be answered.</summary>
    public async Task<TimeSpan> KillAndStartKioskAsync()
    {
        long killed = Stopwatch.GetTimestamp();
        await KillKioskAsync();
        await StartKioskAsync();
        var took = Stopwatch.GetElapsedTime(killed);
        KioskReadyAfter.Add(took);
        return took;
    }

    /// <summary>
    /// Waits until the office holds all that the kiosk wrote, and holds the ledger against its store: every answered visit there, once, and
    /// no gap in the journal.
    /// </summary>
    /// <param name="trial">Where the figures go.</param>
    /// <param name="mayRefuse">
    /// Whether the disk made refusals right. A commit that failed may be on disk all the same: then the visit of a worker who was refused counts.
    /// </param>
    public async Task AssertNothingLostAsync(Trial trial, bool mayRefuse = false)
    {
        await Network.UntilEverythingHasAReceiptAsync();
        var (lost, twice, unknown) = Ledger.Compare(await Network.StoredVisitsAsync());
        var station = await Network.StationAsync();
        long missing = station.GetProperty("missing").GetInt64(), quarantined = station.GetProperty("quarantined").GetInt64();
        trial.Say($"{Ledger.Promises} visits answered: {lost} lost, {twice} counted twice, {unknown} that nobody was told of; "
            + $"{Ledger.Refusals} refused, {missing} events missing, {quarantined} quarantined");
        Assert.True(Ledger.Promises > 0);
        Assert.Equal((0, 0), (lost, twice));
        Assert.Equal((0, 0), (missing, quarantined));
        Assert.True(mayRefuse || (unknown == 0 && Ledger.Refusals == 0), "workers were refused");
    }

    /// <summary>Throws what ended the workers' queues early, if anything did.</summary>
    public void AssertScanning()
    {
        if (_scanning.IsFaulted)
        {
            Assert.Fail(_scanning.Exception.ToString());
        }

        foreach (var program in new[] { Network.Kiosk, Network.Office }.Where(program => program is { HasExited: true }))
        {
            Assert.Fail($"a program ended by itself:\n{string.Join('\n', program!.Lines.TakeLast(40))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _giveUp.CancelAsync();
        await _scanning.ContinueWith(_ => { }, TaskScheduler.Default);
        await Network.DisposeAsync();
        _lanes.ForEach(lane => lane.Dispose());
        _issuer.Dispose();
        _noMore.Dispose();
        _giveUp.Dispose();
    }

    private async Task EndKioskAsync(Func<Task> end)
    {
        var run = await _kiosk.Task;
        await end();
        _kiosk = new TaskCompletionSource<KioskRun>(TaskCreationOptions.RunContinuationsAsynchronously);
        run.End();
        _lanes.ForEach(lane => lane.Port.DropUnread());
    }

    private async Task<KioskRun> ReadyKioskAsync(CancellationToken stop) => await _kiosk.Task.WaitAsync(stop);

    /// <summary>A badge of a worker who was never here.</summary>
    public string NewBadge()
    {
        var now = TimeProvider.System.GetUtcNow();
        lock (_issuer)
        {
            return BadgeText.Issue(TestBadges.Badge(now.AddDays(-1), now.AddDays(364)), _issuer);
        }
    }
}
