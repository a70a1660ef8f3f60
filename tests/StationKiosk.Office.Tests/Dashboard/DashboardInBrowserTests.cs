using System.Diagnostics;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Dashboard;

/// <summary>The dashboard in Debian's chromium.</summary>
public sealed class DashboardInBrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Hostile = "<img src=x onerror='document.title=666'><script>document.title=666</script>";
    private const string Silent = """{"id":"aksu-1","name":"Aksu","registered":true,"state":"never-heard","why":null,"since":null,"lastHeard":null,"visitsToday":null,"completeUntil":null,"backlog":null,"quarantined":0,"missing":0,"zones":[],"problems":[]}""";

    [SkippableFact]
    public async Task Hostile_texts_are_shown_as_text()
    {
        string dom = await Dom(Body(Station("Hami", Hostile, "2999-01-01T00:00:00Z")));

        Assert.Contains("&lt;img src=x onerror='document.title=666'&gt;&lt;script&gt;", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
        Assert.Contains("<title>Rest stations</title>", dom, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task No_data_is_said_in_words_and_never_shown_as_zero()
    {
        string dom = await Dom(Body(Silent));

        Assert.Contains("no data on visits", dom, StringComparison.Ordinal);
        Assert.Contains("never heard", dom, StringComparison.Ordinal);
        Assert.Contains("No data for today yet.", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"big\"", dom, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_figure_past_its_validity_is_shown_as_unknown_whatever_it_was()
    {
        string dom = await Dom(Body(Station("Hami", "Rest", "2026-11-22T05:59:59Z")));

        Assert.Contains("no data since", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("7/20", dom, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_figure_that_holds_is_shown_with_its_word()
    {
        string dom = await Dom(Body(Station("Hami", "Rest", "2999-01-01T00:00:00Z")));

        Assert.Contains("7/20", dom, StringComparison.Ordinal);
        Assert.Contains(">free<", dom, StringComparison.Ordinal);
    }

    private static string Station(string name, string zone, string validUntil) =>
        $$"""{"id":"hami-1","name":"{{name}}","registered":true,"state":"online","why":null,"since":null,"lastHeard":"2026-11-22T06:00:00Z","visitsToday":3,"completeUntil":null,"backlog":0,"quarantined":0,"missing":0,"zones":[{"zone":"{{zone}}","service":"rest","capacity":20,"count":7,"level":"available","trusted":true,"why":null,"since":"2026-11-22T05:00:00Z","validUntil":"{{validUntil}}"}],"problems":["{{zone}}"]}""";

    private static string Body(string station) =>
        $$"""{"at":"2026-11-22T06:00:00Z","timeZone":"Asia/Urumqi","today":"2026-11-22","totals":{"visitsToday":null,"peopleNow":null,"stations":1,"online":0,"silent":0,"offline":0,"neverHeard":1,"completeness":null},"stations":[{{station}}]}""";

    /// <summary>What the page has become a few virtual seconds after it was opened.</summary>
    private static async Task<string> Dom(string body)
    {
        Skip.IfNot(File.Exists(Chromium), "chromium is not installed");
        const string Usage = """{"from":"2026-11-22","to":"2026-11-23","timeZone":"Asia/Urumqi","completeness":{"ratio":null,"short":[]},"rows":[],"total":null}""";
        await using var server = await DashboardServer.Start(body, Usage, $"event: snapshot\ndata: {body}\n\n");
        using var profile = new TempFolder();
        using var chromium = Process.Start(new ProcessStartInfo(Chromium,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=en", $"--user-data-dir={profile.Path}",
            "--virtual-time-budget=4000", "--dump-dom", $"{server.Address}?lang=en",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = chromium.StandardError.ReadToEndAsync();
        string dom = await chromium.StandardOutput.ReadToEndAsync();
        await chromium.WaitForExitAsync();
        Assert.True(dom.Contains("class=\"card station", StringComparison.Ordinal), $"the page shows no station: {dom}\n{await errors}");
        return dom;
    }
}
