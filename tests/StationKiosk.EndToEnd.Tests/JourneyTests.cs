using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>A visit's whole journey on real parts: camera helper, decoder, journal, broker, office, dashboard.</summary>
public sealed class JourneyTests
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_badge_held_up_to_the_camera_is_a_visit_with_a_receipt_on_the_dashboard(bool mosquitto)
    {
        SystemTools.Need("ffmpeg");
        SystemTools.Need(mosquitto ? "mosquitto" : "ffmpeg");
        using var videos = new TempFolder();
        string video = videos["badges.mp4"];
        await using var network = await Network.CreateAsync(
            mosquitto, $$"""{ "Name": "camera", "Kind": "camera", "Source": "{{video}}", "Loop": true, "Zone": "hall" }""");
        string[] badges = await network.IssueBadgesAsync(2);
        await new BadgeVideo { Texts = badges }.MakeAsync(video);
        await network.StartOfficeAsync();
        using var live = await LiveFeed.OpenAsync(network.OfficeUrl("/api/live"));
        await network.StartKioskAsync();

        await Eventually.IsTrue(async () => (await network.StoredVisitsAsync()).Count == badges.Length);
        await network.UntilEverythingHasAReceiptAsync();
        var visits = (await network.KioskAsync("/api/visits")).EnumerateArray().ToList();
        Assert.Equal(badges.Length, visits.Count);
        Assert.All(visits, visit => Assert.True(visit.GetProperty("receipted").GetBoolean()));
        Assert.All(visits, visit => Assert.Equal("rest", visit.GetProperty("service").GetString()));
        await Eventually.IsTrue(async () => (await network.StationAsync()).GetProperty("visitsToday").ToString() == "2");
        Assert.Equal("online", (await network.StationAsync()).GetProperty("state").GetString());
        await Eventually.IsTrue(() => live.Events.Count(e => e == "visit") == badges.Length);

        // The same badges come round again in the looping video: answered, not counted.
        await Eventually.IsTrue(async () => (await network.KioskAsync("/api/status")).GetProperty("today").GetProperty("welcomeAgain").GetInt64() > 0);
        Assert.All((await network.StoredVisitsAsync()).Values, count => Assert.Equal(1, count));
        Assert.Equal(0, await network.Kiosk!.StopAsync());
        await Eventually.IsTrue(async () => (await network.StationAsync()).GetProperty("state").GetString() == "offline");
        Assert.Equal(0, await network.Office!.StopAsync());
    }

    [Fact]
    public async Task A_kiosk_without_a_broker_starts_and_records_and_the_office_gets_it_all_later()
    {
        using var port = new PseudoTerminal();
        await using var network = await Network.CreateAsync(external: false, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{port.Path}}" }""");
        string[] badges = await network.IssueBadgesAsync(3);
        await network.StartKioskAsync();
        var desk = new ScanDesk(network, port);
        foreach (string badge in badges)
        {
            // It has never heard the office's keys: nobody is turned away for that.
            Assert.Equal("Welcome", await desk.ScanAsync(badge));
        }

        Assert.Equal(0, (await network.KioskCommandAsync("status")).Exit);
        await network.StartOfficeAsync();
        await network.UntilEverythingHasAReceiptAsync();
        Assert.Equal(badges.Select(TestBadges.SubjectOf).Order(), (await network.StoredVisitsAsync()).Keys.Order());
    }

    [SkippableFact]
    public async Task A_kiosk_that_the_broker_refuses_records_and_answers_all_the_same_and_says_why()
    {
        SystemTools.Need("mosquitto");
        using var port = new PseudoTerminal();
        await using var network = await Network.CreateAsync(
            external: true, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{port.Path}}" }""", mosquitto: "allow_anonymous false");
        string badge = Assert.Single(await network.IssueBadgesAsync(1));
        await network.StartKioskAsync();
        Assert.Equal("Welcome", await new ScanDesk(network, port).ScanAsync(badge));
        await Eventually.IsTrue(async () => (await network.KioskAsync("/api/status")).GetProperty("link").GetProperty("why").GetString()!.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fleet_of_stations_gets_a_receipt_for_every_visit()
    {
        await using var network = await Network.CreateAsync(external: false, readers: "");
        using var folder = new TempFolder();
        await File.WriteAllLinesAsync(folder["badges.txt"], await network.IssueBadgesAsync(100));
        await network.StartOfficeAsync();
        var (exit, output) = await ProgramProcess.RunAsync(
            "station-fleet", "--stations", "5", "--port", $"{network.BrokerPort}", "--badges", folder["badges.txt"], "--days", "2", "--pace", "500", "--for", "5s");
        Assert.True(exit == 0, output);
        Assert.Contains("0 events without a receipt", output, StringComparison.Ordinal);
    }
}
