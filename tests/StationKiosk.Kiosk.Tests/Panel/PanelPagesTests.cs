using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StationKiosk.Kiosk.Panel;

namespace StationKiosk.Kiosk.Tests.Panel;

public sealed partial class PanelPagesTests : IAsyncLifetime
{
    private static readonly string[] All = ["/", "/door", "/tokens.css", "/page.js", "/say.js", "/live.js", "/words.js", .. PanelPages.Files.Select(file => $"/{file}")];

    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    public static TheoryData<string> Paths { get; } = [.. All];

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPanel();
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_file_may_load_nothing_but_its_own_kiosk_and_names_no_other_host(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        string text = (await answer.Content.ReadAsStringAsync()).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch("""(?i)\b(https?|wss?):|["'(]//""", text);
        Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|\son[a-z]+=|<style|style=""", text);
    }

    [Fact]
    public async Task Every_word_that_the_pages_say_is_written()
    {
        string script = string.Concat(await Task.WhenAll(All.Select(path => _client.GetStringAsync(new Uri(path, UriKind.Relative)))));
        var written = WordEntry().Matches(script).Select(match => match.Groups[1].Value).ToHashSet();
        var said = SaidKey().Matches(script).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(said.Count > 20);
        Assert.Empty(said.Except(written));
    }

    [GeneratedRegex("""["]([\w.-]+)["]: ?\["[^"]+", ?"[^"]+["]""")]
    private static partial Regex WordEntry();

    [GeneratedRegex("""(?:\bsay\(|data-say=)"([\w.-]+)["]""")]
    private static partial Regex SaidKey();
}
