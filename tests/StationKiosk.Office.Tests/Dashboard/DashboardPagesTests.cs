using System.Net;
using System.Text.RegularExpressions;
using StationKiosk.Hosting.Pages;
using StationKiosk.Office.Dashboard;
using ClosedSets = StationKiosk.Office.Storage.Words;

namespace StationKiosk.Office.Tests.Dashboard;

public sealed partial class DashboardPagesTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private DashboardServer _server = null!;

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (string path in DashboardPages.Pages.Keys)
            {
                files.Add(path, "text/html");
            }

            foreach (string file in DashboardPages.Files.Concat(["tokens.css", "page.js", "say.js", "live.js", "words.js"]))
            {
                files.Add($"/{file}", file.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript");
            }

            return files;
        }
    }

    public static TheoryData<string> Paths { get; } = [.. Files.Select(file => (string)file[0])];

    public async Task InitializeAsync()
    {
        _server = await DashboardServer.Start();
        _client.BaseAddress = _server.Address;
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_may_load_nothing_but_its_own_server_and_run_no_inline_script(string path, string type)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_file_names_another_host(string path)
    {
        string text = (await Text(path)).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);

        Assert.DoesNotMatch("""(?i)\b(https?|wss?):|["'(]//""", text);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Foreign_texts_can_become_nothing_but_text(string path)
    {
        Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|\son[a-z]+=|<style|style=""", await Text(path));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task An_unchanged_file_is_not_sent_again(string path)
    {
        using var first = await _client.GetAsync(new Uri(path, UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.True(second.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Every_word_the_pages_say_is_written_in_both_languages()
    {
        var texts = new List<string>();
        foreach (string path in Files.Select(file => (string)file[0]).Where(path => path != "/words.js"))
        {
            texts.Add(await Text(path));
        }

        var words = Words.Of(typeof(DashboardPages).Assembly).Texts;
        var said = SaidKey().Matches(string.Concat(texts)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(said.Count > 100);
        Assert.Empty(said.Except(words.Keys));
        Assert.Empty(words.Where(word => word.Value.Count < 2 || word.Value.Take(2).Any(string.IsNullOrWhiteSpace)).Select(word => word.Key));
    }

    [Fact]
    public void Every_reason_and_every_light_is_said_in_both_languages()
    {
        var words = Words.Of(typeof(DashboardPages).Assembly).Texts;
        Assert.All(ClosedSets.All<Office.Stations.ReasonKey>().Keys, key => Assert.Contains($"reason.{key}", words.Keys));
        Assert.All(ClosedSets.All<Office.Stations.Light>().Keys, key => Assert.Contains($"light.{key}", words.Keys));
    }

    private Task<string> Text(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative));

    [GeneratedRegex("""(?:\bsay\(|data-say=|\bbutton\()"([\w.-]+)["]""")]
    private static partial Regex SaidKey();
}
