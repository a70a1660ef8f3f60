using System.Diagnostics;
using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>The office's pages while things happen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LiveTests(Chromium chromium, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task An_office_that_goes_away_is_said_and_the_page_recovers_by_itself()
    {
        await using var office = await OfficeInBrowser.StartAsync(stations: 3);
        await using var relay = new TcpRelay(office.Address.Port);
        await using var face = await chromium.OpenAsync(relay.Address, View.Desk);
        await face.UntilAsync("document.querySelector('#live .good')");
        relay.Cut();
        await face.UntilAsync("!document.getElementById('lost').hidden && document.getElementById('lost').textContent.startsWith('Not live since')");
        Assert.Equal(3, await face.Page.EvaluateAsync<int>("document.querySelectorAll('#stations tbody .name').length"));
        relay.Mend();
        await face.UntilAsync("document.getElementById('lost').hidden && document.querySelector('#live .good')");
    }

    [SkippableFact]
    public async Task What_a_station_says_in_English_is_said_in_the_readers_language_part_by_part_and_else_as_it_is()
    {
        await using var office = await OfficeInBrowser.StartAsync();
        office.Seed(network => network.PutNamed("north", "北门", "hall", "beam is absent; mat is silent; the moon is full"));
        await using var face = await chromium.OpenAsync(office.At("/station?id=north"), View.Desk with { Language = "zh-CN" });
        await face.UntilAsync("document.querySelector('#zones .zone') && document.querySelector('#devices .grow')");
        foreach (string place in (string[])["zones", "devices"])
        {
            string text = (await face.Page.InnerTextAsync($"#{place}")).Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);
            Assert.Contains("“beam”未连接; “mat”无信号; the moon is full", text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Two_hundred_and_fifty_stations_keep_the_page_smooth_be_it_a_tenth_of_them_that_change_or_all()
    {
        const int Stations = 250, Rounds = 5, Tenth = Stations / 10;
        await using var office = await OfficeInBrowser.StartAsync();
        office.Seed(network =>
        {
            for (int i = 0; i < Stations; i++)
            {
                network.PutNow(i, 0);
            }
        });
        await using var face = await chromium.OpenAsync(office.Address, View.Desk);
        await face.UntilAsync($"document.querySelectorAll('#stations tbody .name').length === {Stations}");
        await face.Page.EvaluateAsync("window.frames_ = []; let before = performance.now(); const next = now => { window.frames_.push(now - before); before = now; requestAnimationFrame(next); }; requestAnimationFrame(next);");
        output.WriteLine($"{Stations} stations, {Rounds} rounds of {Tenth} changes: {Frames(await ChangeAsync(office, face, Rounds, Tenth, 1))}");
        double[] frames = await ChangeAsync(office, face, Rounds, Stations, 1 + Rounds);
        double megabytes = await face.Page.EvaluateAsync<double>("performance.memory.usedJSHeapSize / 1e6");
        output.WriteLine($"{Stations} stations, {Rounds} rounds of all at once: {Frames(frames)}; {megabytes:0} MB of script memory");
        Assert.True(frames.Length > 20, "the page drew nothing meanwhile");
        Assert.InRange(frames[frames.Length / 2], 0, 250); // generous: two busy cores and a software renderer
        Assert.InRange(megabytes, 0, 150);
    }

    [SkippableFact]
    public async Task With_the_receipt_the_door_tells_a_worker_the_visits_this_month_at_every_station()
    {
        using var badges = new TestBadges();
        await using var office = await OfficeInBrowser.StartAsync(issuer: badges.PublicKey);
        var badge = TestBadges.Badge();
        office.Seed(network => network.PutVisits("elsewhere", badge.Subject, 4));
        await using var kiosk = await LoneKiosk.StartAsync("station-kiosk", ProtocolJson.Bytes(badges.KeyList, ProtocolJson.Default.KeyList), brokerPort: office.BrokerPort);
        await using var door = await chromium.OpenAsync(new Uri(kiosk.Address, "/door"), new View(1280, 720, Dark: false, "en"));
        await door.Page.WaitForSelectorAsync(".service");
        await door.Page.EvaluateAsync("""
            window.said = [];
            new MutationObserver(() => { const line = document.getElementById('month'); if (line) window.said.push(line.textContent); }).observe(document.getElementById('proof'), { childList: true });
            """);

        Assert.Equal(["Welcome"], await kiosk.ScanAsync(badges.Text(badge)));
        await door.UntilAsync("window.said[0] === '5 visits recorded this month'");
    }

    [SkippableFact]
    public async Task A_visit_is_on_the_dashboard_within_a_second_of_its_scan()
    {
        using var port = new PseudoTerminal();
        using var badges = new TestBadges();
        await using var office = await OfficeInBrowser.StartAsync(stations: 1, issuer: badges.PublicKey);
        await using var kiosk = await LoneKiosk.StartAsync("station-kiosk", ProtocolJson.Bytes(badges.KeyList, ProtocolJson.Default.KeyList), brokerPort: office.BrokerPort);
        await using var face = await chromium.OpenAsync(office.Address, View.Desk);
        await face.UntilAsync("document.querySelector('#live .good')");
        var times = new List<double>();
        for (int i = 1; i <= 10; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(["Welcome"], await kiosk.ScanAsync(badges.Text()));
            await face.UntilAsync($"document.querySelectorAll('#visits .when').length >= {i}");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"{times.Count} scans: on the dashboard after {times[0]:0} ms at least, {times[times.Count / 2]:0} ms median, {times[^1]:0} ms at most");
        Assert.InRange(times[times.Count / 2], 0, 15_000); // the bar is 1 s on a quiet machine
    }

    /// <summary>The first so many stations change, and again when the page shows it; the milliseconds between frames meanwhile, in order.</summary>
    private static async Task<double[]> ChangeAsync(OfficeInBrowser office, Face face, int rounds, int stations, int firstCount)
    {
        await face.Page.EvaluateAsync("window.frames_.length = 0");
        for (int count = firstCount; count < firstCount + rounds; count++)
        {
            office.Seed(network =>
            {
                for (int i = 0; i < stations; i++)
                {
                    network.PutNow(i, count);
                }
            });
            await face.UntilAsync($"[...document.querySelectorAll('#stations .levels li:first-child')].filter(li => li.textContent.includes('{count}/24')).length === {stations}");
        }

        return [.. (await face.Page.EvaluateAsync<double[]>("window.frames_.slice(1)")).Order()];
    }

    private static string Frames(double[] frames) =>
        $"{frames.Length} frames, median {frames[frames.Length / 2]:0} ms, 99 % {frames[(int)(frames.Length * 0.99)]:0} ms, longest {frames[^1]:0} ms";
}
