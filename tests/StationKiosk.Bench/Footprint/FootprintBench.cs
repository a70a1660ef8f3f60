using StationKiosk.TestKit;

namespace StationKiosk.Bench.Footprint;

/// <summary>The published kiosk beside the same kiosk on the shared runtime: started in turn, idle side by side.</summary>
internal static class FootprintBench
{
    private const double RssAim = 40, StartAim = 300, BytesPerMegabyte = 1e6;

    private const int Starts = 5, Visits = 1_000;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string program, CancellationToken stop)
    {
        using var badges = new TestBadges();
        Candidate published = new("ahead of time", program), framework = new("on the shared runtime", "station-kiosk");
        await RoundAsync(published, framework, badges, TimeSpan.Zero, visits: 0, stop);
        published.Forget();
        framework.Forget();
        for (int round = 1; round <= Starts; round++)
        {
            await RoundAsync(published, framework, badges, Idle, round == Starts ? Visits : 0, stop);
        }

        Console.WriteLine(Candidate.Head);
        Console.WriteLine(published);
        Console.WriteLine(framework);
        Console.WriteLine($"binary {new FileInfo(program).Length / BytesPerMegabyte:0.0} MB; after {Visits} visits the memory is of one run, the rest of {Starts}");
        bool met = published.IdleRss <= RssAim && published.StartMilliseconds <= StartAim;
        Console.WriteLine($"aim: at most {RssAim} MB idle RSS and {StartAim} ms to the first 200: {(met ? "met" : "MISSED")}");
        return met ? 0 : 1;
    }

    private static async Task RoundAsync(Candidate first, Candidate second, TestBadges badges, TimeSpan idle, int visits, CancellationToken stop)
    {
        await using var one = await first.StartAsync(badges);
        await using var other = await second.StartAsync(badges);
        await Task.Delay(idle, TimeProvider.System, stop);
        if (idle > TimeSpan.Zero)
        {
            first.LookIdle(one);
            second.LookIdle(other);
        }

        if (visits > 0)
        {
            string[] texts = [.. Enumerable.Range(0, visits).Select(_ => badges.Text())];
            await first.LookBusyAsync(one, texts);
            await second.LookBusyAsync(other, texts);
        }
    }
}
