using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Users;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Users;

public sealed class AccessTests : IAsyncLifetime
{
    private const string Password = "a sentence of a password";

    /// <summary>What anybody may ask for: pages without figures, sign-in, open feeds, health.</summary>
    private static readonly string[] Open = ["/api/session POST", "/api/setup POST", "/feeds/stations.json GET", "/feeds/parking.json GET", "/healthz GET", "/metrics GET", "/openapi/{documentName}.json GET"];

    private static readonly string[] OfficeOnly = ["/api/users GET", "/api/users POST", "/api/users/{name} DELETE", "/api/users/{name}/reset POST", "/api/audit GET"];

    private readonly TempFolder _folder = new();
    private RunningOffice _office = null!;

    public async Task InitializeAsync()
    {
        _office = await RunningOffice.Start(_folder, signIn: SignIn.Required);
        var now = TimeProvider.System.GetUtcNow();
        foreach (string id in (string[])["east-gate", "west-gate"])
        {
            _office.Store.Write(tables => tables.Stations.Put(new RegisteredStation(id, id, [], 43.8, 87.6, now.AddDays(-1), null)));
            _office.Store.Take(now, [], Samples.Incoming(id, Samples.Visits(1, 2)), Samples.Incoming(id, Samples.Occupancy(now)));
        }

        Put("chief", Role.Office);
        Put("mei", Role.Manager, "west-gate");
    }

    public async Task DisposeAsync()
    {
        await _office.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_endpoint_but_the_open_ones_asks_who_it_is_and_no_manager_gets_what_is_the_offices()
    {
        using var nobody = Client();
        using var manager = await SignedIn("mei");
        int asked = 0, held = 0;
        foreach (var (route, method) in Endpoints().Where(each => !IsPage(each.Route)))
        {
            string name = $"{route} {method}";
            var without = await Status(nobody, route, method);
            var with = await Status(manager, route, method);
            Assert.True(Open.Contains(name) == (without != HttpStatusCode.Unauthorized || name == "/api/session POST"), $"{name} without an account: {without}");
            Assert.True(OfficeOnly.Contains(name) == (with == HttpStatusCode.Forbidden), $"{name} for a manager: {with}");
            asked++;
            held += without == HttpStatusCode.Unauthorized ? 1 : 0;
        }

        Assert.True(asked > 20 && held > 12, $"{asked} endpoints, {held} of them ask");
        Assert.All(OfficeOnly, name => Assert.Contains(name, Endpoints().Select(each => $"{each.Route} {each.Method}")));
    }

    [Fact]
    public async Task A_manager_sees_their_own_stations_and_nothing_of_others_in_any_figure()
    {
        using var manager = await SignedIn("mei");
        foreach (string path in (string[])["/api/stations", "/api/usage?from=2026-11-22&to=2026-11-22&by=station", "/api/usage.csv?from=2026-11-22&to=2026-11-22&by=station", "/api/completeness", "/api/uses", "/api/complaints", "/api/usage?station=east-gate&by=station&from=2026-11-22&to=2026-11-22"])
        {
            Assert.DoesNotContain("east-gate", await manager.GetStringAsync(new Uri(path, UriKind.Relative)), StringComparison.Ordinal);
        }

        Assert.Contains("west-gate", await manager.GetStringAsync(new Uri("/api/stations", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(1, (await manager.GetFromJsonAsync<JsonElement>("/api/stations")).GetProperty("totals").GetProperty("stations").GetInt32());
        Assert.Equal(2, (await manager.GetFromJsonAsync<JsonElement>("/api/usage?from=2026-11-22&to=2026-11-22")).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/api/stations/east-gate")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync("/api/stations/east-gate/occupancy")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/api/stations/west-gate")).StatusCode);
    }

    [Fact]
    public async Task A_manager_hears_live_of_their_own_stations_alone()
    {
        using var manager = await SignedIn("mei");
        await using var stream = await manager.GetStreamAsync(new Uri("/api/live", UriKind.Relative));
        using var reader = new StreamReader(stream);
        Assert.Equal("event: snapshot", await reader.ReadLineAsync());
        Assert.DoesNotContain("east-gate", await reader.ReadLineAsync(), StringComparison.Ordinal);
        var feed = _office.Get<Office.Live.LiveFeed>();
        feed.Send(new Office.Live.LiveEvent("visit", "\"of east-gate\""u8.ToArray(), "east-gate"));
        feed.Send(new Office.Live.LiveEvent("visit", "\"of west-gate\""u8.ToArray(), "west-gate"));
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
            Assert.DoesNotContain("east-gate", line, StringComparison.Ordinal);
        }
        while (line != "data: \"of west-gate\"");
    }

    [Fact]
    public async Task What_changes_something_has_to_come_from_a_page_of_this_office()
    {
        using var chief = await SignedIn("chief");
        foreach (string? origin in (string?[])[null, "null", "http://evil.example", $"{_office.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}.evil.example"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/stations/west-gate/notes") { Content = JsonContent.Create(new { text = "not ours" }) };
            request.Headers.Add("Cookie", chief.DefaultRequestHeaders.GetValues("Cookie"));
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using var foreign = new HttpClient { BaseAddress = _office.Http.BaseAddress };
            Assert.Equal(HttpStatusCode.Forbidden, (await foreign.SendAsync(request)).StatusCode);
        }

        Assert.Empty(_office.Store.Read(tables => tables.Notes.Of("west-gate", 10)));
        Assert.Equal(HttpStatusCode.NoContent, (await chief.PostAsJsonAsync("/api/stations/west-gate/notes", new { text = "ours" })).StatusCode);
        Assert.Equal("chief", Assert.Single(_office.Store.Read(tables => tables.Notes.Of("west-gate", 10))).Account);
    }

    [Fact]
    public async Task The_first_link_makes_the_first_account_once_and_a_password_is_kept_as_a_hash()
    {
        _office.Store.Write(tables => tables.Accounts.Remove("chief") | tables.Accounts.Remove("mei"));
        var accounts = _office.Get<Accounts>();
        string link = accounts.FirstLink()!;
        using var client = Client();
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/setup", new { link, name = "chief", password = "short" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/setup", new { link = "guessed", name = "chief", password = Password })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/setup", new { link, name = "chief", password = Password })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/setup", new { link, name = "thief", password = Password })).StatusCode);
        Assert.Null(accounts.FirstLink());
        var account = Assert.Single(_office.Store.Read(tables => tables.Accounts.All()));
        Assert.Equal(("chief", Role.Office), (account.Name, account.Role));
        Assert.StartsWith("pbkdf2-sha256$600000$", account.Password, StringComparison.Ordinal);
        string file = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_office.StorePath));
        Assert.DoesNotContain(Password, file, StringComparison.Ordinal);
        Assert.DoesNotContain(link, file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_a_password_is_stopped_after_ten_tries_whatever_the_password_and_is_in_the_log()
    {
        using var client = Client();
        for (int i = 0; i < Accounts.TriesMax; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/session", new { name = "chief", password = $"guess {i}" })).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.PostAsJsonAsync("/api/session", new { name = "chief", password = Password })).StatusCode);
        Assert.Equal(Accounts.TriesMax, _office.Store.Read(tables => tables.Accounts.Audit(50)).Count(entry => entry is { Action: "sign-in-failed", Account: "chief" }));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_removing_an_account_ends_all_of_its_sessions()
    {
        using var manager = await SignedIn("mei");
        using var chief = await SignedIn("chief");
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await chief.DeleteAsync("/api/users/mei")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await manager.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await chief.DeleteAsync("/api/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await chief.GetAsync("/api/me")).StatusCode);
    }

    private static bool IsPage(string route) => !route.StartsWith("/api/", StringComparison.Ordinal) && !Open.Any(open => open.StartsWith($"{route} ", StringComparison.Ordinal));

    private IEnumerable<(string Route, string Method)> Endpoints() => _office.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (Raw(endpoint.RoutePattern), method)));

    private static string Raw(RoutePattern pattern) => pattern.RawText!.Replace(":long", "", StringComparison.Ordinal);

    private static async Task<HttpStatusCode> Status(HttpClient client, string route, string method)
    {
        string path = route.Replace("{id}", "west-gate", StringComparison.Ordinal).Replace("{name}", "chief", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{epoch}", "1", StringComparison.Ordinal).Replace("{seq}", "1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
        {
            request.Content = JsonContent.Create(new { });
        }

        // Signing out would end the session that the walk needs.
        if (path == "/api/session" && method == "DELETE" && client.DefaultRequestHeaders.Contains("Cookie"))
        {
            return HttpStatusCode.NoContent;
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private void Put(string name, Role role, params string[] stations) => _office.Store.Write(tables =>
    {
        tables.Accounts.Put(new Account(name, role, stations, Passwords.Hash(Password), TimeProvider.System.GetUtcNow()));
        return true;
    });

    /// <summary>As a page of the office asks.</summary>
    private HttpClient Client()
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _office.Http.BaseAddress };
        client.DefaultRequestHeaders.Add("Origin", _office.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return client;
    }

    private async Task<HttpClient> SignedIn(string name)
    {
        var client = Client();
        using var answer = await client.PostAsJsonAsync("/api/session", new { name, password = Password });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        string cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        return client;
    }
}
