using System.Net;
using System.Text.Json;
using StationKiosk.Office.Live;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Stations;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Live;

public sealed class ApiTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_address_answers_and_bad_questions_get_a_line_that_says_why()
    {
        await using var office = await RunningOffice.Start(_folder);
        await Eventually.IsTrue(() => office.Get<OfficeLink>().IsConnected);
        foreach (string path in (string[])["/", "/station", "/usage", "/complaints", "/users", "/signin", "/api/stations", "/api/usage", "/api/usage?from=2026-01-01&to=2026-12-01&by=station,service,category,hour,day", "/api/completeness", "/api/usage.csv", "/api/usage.xlsx", "/api/uses", "/api/complaints", "/api/users", "/api/audit", "/api/me", "/feeds/stations.json", "/feeds/parking.json", "/healthz", "/metrics", "/openapi/v1.json"])
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, (await office.Http.GetAsync(path)).StatusCode));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await office.Http.GetAsync("/api/stations/nowhere")).StatusCode);
        foreach (string path in (string[])["/api/usage?by=colour", "/api/usage.csv?by=colour", "/api/usage.xlsx?by=colour", "/api/uses?from=x", "/api/usage?from=x", "/api/completeness?from=2026-02-01&to=2026-01-01"])
        {
            var answer = await office.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            string body = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain('\n', body);
            Assert.NotEmpty(JsonDocument.Parse(body).RootElement.GetProperty("title").GetString()!);
        }
    }

    [Fact]
    public async Task The_body_for_the_dashboard_has_the_fields_agreed_on_and_times_in_utc()
    {
        await using var office = await RunningOffice.Start(_folder);
        var now = TimeProvider.System.GetUtcNow();
        office.Store.Take(now, [], Samples.Incoming("west-gate", Samples.Occupancy(now)), Samples.Incoming("west-gate", Samples.Health(0, now)));
        var root = JsonDocument.Parse(await office.Http.GetStringAsync("/api/stations")).RootElement;
        Assert.Equal(["at", "timeZone", "today", "totals", "stations"], Names(root));
        Assert.EndsWith("Z", root.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["visitsToday", "peopleNow", "stations", "online", "silent", "offline", "neverHeard", "full", "complaints", "completeness"], Names(root.GetProperty("totals")));
        var station = root.GetProperty("stations")[0];
        Assert.Equal(
            [
                "id", "name", "registered", "state", "since", "lastHeard", "visitsToday", "usual", "completeness", "completeUntil", "backlog", "quarantined", "missing", "zones",
                "light", "reasons", "place",
            ],
            Names(station));
        Assert.Equal("online", station.GetProperty("state").GetString());
        Assert.Equal(["zone", "service", "capacity", "count", "level", "trusted", "why", "since", "validUntil"], Names(station.GetProperty("zones")[0]));
        var detail = JsonDocument.Parse(await office.Http.GetStringAsync("/api/stations/west-gate")).RootElement;
        Assert.Equal("west-gate", detail.GetProperty("station").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Metrics_count_what_was_taken_in()
    {
        await using var office = await RunningOffice.Start(_folder);
        await Eventually.IsTrue(() => office.Get<OfficeLink>().IsConnected);
        await using var station = await TestStation.Connect(office.BrokerPort);
        await station.Send(Samples.Visits(1, 3));
        await Eventually.IsTrue(async () => (await office.Http.GetStringAsync("/metrics")).Contains("\noffice_events_stored_total 3\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_falls_behind_loses_what_waited_and_is_told_to_begin_anew()
    {
        var feed = new LiveFeed();
        var slow = feed.Join(Scope.All)!;
        var quick = feed.Join(Scope.All)!;
        for (int i = 0; i <= LiveClient.WaitingMax; i++)
        {
            feed.Send(new LiveEvent("station", []));
            Assert.True(quick.Waiting.TryRead(out _));
        }

        Assert.True(slow.TakeFellBehind());
        Assert.False(slow.TakeFellBehind());
        Assert.False(slow.Waiting.TryRead(out _));
        Assert.False(quick.TakeFellBehind());
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
