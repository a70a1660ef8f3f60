using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StationKiosk.Faces.Tests.Browser;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Manager;

/// <summary>What a manager does on a real kiosk's page.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ManagerActionsTests(Chromium chromium) : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private LoneKiosk _kiosk = null!;

    public async Task InitializeAsync() => _kiosk = await LoneKiosk.StartAsync("station-kiosk");

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _kiosk.DisposeAsync();
    }

    [SkippableFact]
    public async Task On_the_kiosk_itself_a_zone_is_recounted_by_keyboard_alone()
    {
        await using var face = await chromium.OpenAsync(_kiosk.Address, View.Phone);
        await face.Page.WaitForSelectorAsync("#zones button");
        Assert.Contains("Recount", await face.TabStopsAsync());

        await face.Page.FocusAsync("#zones button");
        await face.Page.Keyboard.PressAsync("Enter");
        await face.Page.Keyboard.TypeAsync("13");
        await face.Page.Keyboard.PressAsync("Enter");

        await face.UntilAsync("document.getElementById('recounted').textContent.startsWith('Recounted: 13')");
        await face.UntilAsync("document.querySelector('#zones b').textContent.endsWith('/20')");
        Assert.Empty(face.Faults);
    }

    [SkippableFact]
    public async Task From_the_network_the_page_is_for_looking_only_until_the_managers_code_is_given()
    {
        var (exit, printed) = await ProgramProcess.RunAsync("station-kiosk", "manager-code", "--config", _kiosk.Config);
        Assert.Equal(0, exit);
        string code = printed.Split('\n')[0];
        await using var face = await chromium.OpenAsync(_kiosk.Address, View.Phone);
        await face.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = "192.0.2.7" });
        await face.Page.ReloadAsync();
        await face.Page.WaitForSelectorAsync("#login-form");
        await face.Page.WaitForSelectorAsync("#zones button", new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        Assert.False(await face.Page.Locator("#take .only-manager").First.IsVisibleAsync());

        await face.Page.FillAsync("#code", "WRONG-CODE-99");
        await face.Page.ClickAsync("#login-form button");
        await face.UntilAsync("document.getElementById('login-answer').textContent.startsWith('That is not the code. 4')");
        await face.Page.FillAsync("#code", code);
        await face.Page.Keyboard.PressAsync("Enter");
        await face.Page.WaitForSelectorAsync("#zones button");
        Assert.True(await face.Page.Locator("#take .only-manager").First.IsVisibleAsync());
        var cookie = Assert.Single(await face.Page.Context.CookiesAsync());
        Assert.True(cookie is { HttpOnly: true, SameSite: Microsoft.Playwright.SameSiteAttribute.Strict });

        await face.Page.ClickAsync("#leave");
        await face.Page.WaitForSelectorAsync("#zones button", new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
    }

    [Theory]
    [InlineData("/visits.csv")]
    [InlineData("/diagnostics.zip")]
    [InlineData("/api/visits")]
    public async Task What_tells_of_single_visits_is_not_for_the_network(string path)
    {
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(path, forwarded: false)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(path, forwarded: true)).StatusCode);
    }

    [Fact]
    public async Task A_foreign_page_in_a_browser_on_the_kiosk_recounts_nothing()
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(_kiosk.Address, "/api/recount"), new { zone = "hall", counted = 99 });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_diagnostics_open_and_hold_the_truth_and_no_secret()
    {
        await ProgramProcess.RunAsync("station-kiosk", "manager-code", "--config", _kiosk.Config);
        using var answer = await GetAsync("/diagnostics.zip", forwarded: false);
        using var zip = new System.IO.Compression.ZipArchive(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(["metrics.txt", "settings.txt", "status.json"], zip.Entries.Select(entry => entry.Name).Order());
        string all = "";
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            string text = await reader.ReadToEndAsync();
            all += text;
            if (entry.Name == "status.json")
            {
                Assert.Equal("lone-kiosk", JsonDocument.Parse(text).RootElement.GetProperty("station").GetString());
            }
        }

        Assert.DoesNotContain("pbkdf2", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"sub\"", all, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, bool forwarded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_kiosk.Address, path));
        if (forwarded)
        {
            request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        }

        return await _http.SendAsync(request);
    }
}
