using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Faces.Tests.Door;
using StationKiosk.Kiosk.Panel;
using Xunit.Abstractions;

namespace StationKiosk.Faces.Tests.Manager;

/// <summary>The station manager's page in Debian's chromium, in states that a real kiosk is hard to bring into.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ManagerPageTests(Chromium chromium, ITestOutputHelper output)
{
    private const int WireBytesMax = 200_000;

    /// <summary>The bar is 1 s on a quiet machine; two busy cores get more.</summary>
    private const int FirstPaintMsMax = 15_000;

    public static TheoryData<int, bool, string> Views => new()
    {
        { 360, false, "en" },
        { 360, true, "zh-CN" },
        { 360, false, "ug" },
        { 768, true, "ug" },
        { 1440, false, "zh-CN" },
        { 1920, true, "en" },
    };

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public async Task The_page_is_light_fits_its_width_asks_nobody_else_and_has_no_serious_fault(int width, bool dark, string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Normal, PanelJson.Default.StatusBody);
        await using var face = await OpenAsync(kiosk, new View(width, 740, dark, language));

        Assert.False(await face.OverflowsAsync());
        Assert.Empty(await face.SeriousFaultsAsync());
        Assert.Empty(face.Elsewhere);
        Assert.Empty(face.Faults);
        Assert.InRange(face.WireBytes, 1, WireBytesMax);
        double paint = await face.FirstPaintMsAsync();
        output.WriteLine($"manager's page {width} px: {face.WireBytes} bytes, first paint after {paint:0} ms");
        Assert.InRange(paint, 1, FirstPaintMsMax);
    }

    [SkippableTheory]
    [InlineData("zh-CN")]
    [InlineData("ug")]
    public async Task No_English_sentence_is_left_on_a_page_in_another_language(string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Normal, PanelJson.Default.StatusBody);
        await using var face = await OpenAsync(kiosk, new View(360, 740, Dark: false, language));
        string text = await face.Page.InnerTextAsync("main");

        // Names of the configuration, a unit, file names and a command stay as they are.
        Assert.DoesNotMatch(@"(?i)\b(the|is|of|nothing|recount|works|since|visits? (today|wait)|absent|silent|nobody)\b", text.Replace("visits.csv", "", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_truth_stands_first_with_its_remedy_and_what_is_broken_before_what_works()
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Normal, PanelJson.Default.StatusBody);
        await using var face = await OpenAsync(kiosk, View.Phone);

        Assert.StartsWith("Everyone can check in. 12 events wait for the network since", await face.Page.InnerTextAsync("#truth .sentence"), StringComparison.Ordinal);
        Assert.Contains("Nothing to do", await face.Page.InnerTextAsync("#truth"), StringComparison.Ordinal);
        Assert.Contains("not there", await face.Page.InnerTextAsync("#devices li:first-child"), StringComparison.Ordinal);
        Assert.Contains("96 visits today", await face.Page.InnerTextAsync("#total"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_empty_station_says_so_in_words()
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Empty, PanelJson.Default.StatusBody);
        await using var face = await OpenAsync(kiosk, View.Phone);
        string text = await face.Page.InnerTextAsync("main");
        Assert.All(["No visit yet today", "No zone is set up", "No scan yet."], words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Hostile_texts_do_nothing_and_break_no_layout()
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Hostile, PanelJson.Default.StatusBody);
        await using var face = await OpenAsync(kiosk, View.Phone);

        Assert.Equal(DoorSamples.Hostile, await face.Page.TitleAsync());
        Assert.Equal(0, await face.Page.Locator("main img, main script").CountAsync());
        Assert.False(await face.OverflowsAsync());
        Assert.True(await face.Page.EvaluateAsync<double>("document.documentElement.scrollHeight") < 6_000);
        Assert.Empty(face.Faults);
        Assert.Empty(face.Elsewhere);
    }

    [SkippableFact]
    public async Task A_pulled_network_is_said_plainly_and_the_page_comes_back_by_itself()
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Normal, PanelJson.Default.StatusBody);
        await using var face = await OpenAsync(kiosk, View.Phone);

        await kiosk.StopAsync();
        await face.Page.WaitForSelectorAsync("body.stale");
        Assert.StartsWith("Not live: the kiosk has not answered since", await face.Page.InnerTextAsync("#truth .sentence"), StringComparison.Ordinal);

        await kiosk.StartAsync();
        await face.Page.WaitForSelectorAsync("body:not(.stale)");
        await face.UntilAsync("document.getElementById('truth').textContent.startsWith('Everyone can check in.')");
    }

    private async Task<Face> OpenAsync(CannedKiosk kiosk, View view)
    {
        var face = await chromium.OpenAsync(kiosk.Address, view);
        await face.UntilAsync("document.querySelector('#version').textContent !== '' && !document.body.classList.contains('read-only')");
        return face;
    }
}
