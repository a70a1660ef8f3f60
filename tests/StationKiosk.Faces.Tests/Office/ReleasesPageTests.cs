using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Office.Updates;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>The page of releases while one is on offer.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReleasesPageTests(Chromium chromium)
{
    /// <summary>Stations of <see cref="SeededNetwork"/>: the first took the release, the second went back from it.</summary>
    private static readonly string Taken = SeededNetwork.IdOf(5), GoneBack = SeededNetwork.IdOf(6), LaterRing = SeededNetwork.IdOf(1);

    [SkippableFact]
    public async Task A_release_on_offer_is_shown_with_who_runs_it_and_who_does_not_and_why()
    {
        const int Stations = 8;
        var plan = new ReleasePlan("0.2.0", 0, new Dictionary<string, int>(StringComparer.Ordinal) { [Taken] = 0, [GoneBack] = 0 });
        await using var office = await OfficeInBrowser.StartAsync(Stations, plan: plan);
        await using var face = await chromium.OpenAsync(office.At("/releases"), View.Desk);
        await face.UntilAsync($"document.querySelectorAll('#table tbody tr').length === {Stations}");

        Assert.Equal($"Release 0.2.0 is offered to ring 0 and below: 1 of {Stations} stations run it.", Plain(await face.Page.InnerTextAsync("#offered")));
        Assert.Equal($"0.1.0 × {Stations - 1} · 0.2.0 × 1", Plain(await face.Page.InnerTextAsync("#versions")));
        Assert.Equal(["0", "0.2.0", ""], (await RowAsync(face, Taken))[..3]);
        Assert.Equal(["1", "0.1.0", "", ""], await RowAsync(face, LaterRing));
        string[] goneBack = await RowAsync(face, GoneBack);
        Assert.Equal(["0", "0.1.0", "not taken yet"], goneBack[..3]);
        Assert.StartsWith("did not get ready: went back 0.2.0", goneBack[3], StringComparison.Ordinal);
        Assert.EndsWith("it did not get ready within 90 s", goneBack[3], StringComparison.Ordinal);
        Assert.Empty(await face.SeriousFaultsAsync());
        Assert.Empty(face.Faults);
    }

    [SkippableFact]
    public async Task A_release_on_offer_fits_a_phone_in_Chinese()
    {
        await using var office = await OfficeInBrowser.StartAsync(8, plan: new ReleasePlan("0.2.0", 9, new Dictionary<string, int>(StringComparer.Ordinal)));
        await using var face = await chromium.OpenAsync(office.At("/releases"), View.Phone with { Language = "zh-CN" });
        await face.UntilAsync("document.querySelectorAll('#table tbody tr').length === 8");
        Assert.StartsWith("版本 0.2.0 已向第 9 批及以前的驿站发布", Plain(await face.Page.InnerTextAsync("#offered")), StringComparison.Ordinal);
        Assert.False(await face.OverflowsAsync(), "it is wider than the screen");
        await face.SaveAsync("office-releases-offered");
    }

    /// <summary>Ring, version, whether it is awaited, what became of the last release.</summary>
    private static async Task<string[]> RowAsync(Face face, string id) => [.. (await face.Page.EvaluateAsync<string[]>(
        "id => [...document.querySelector(`#table a[href$='${id}']`).closest('tr').querySelectorAll('td')].map(cell => cell.textContent)", id)).Select(cell => Plain(cell).Trim())];

    /// <summary>Without the marks that keep writing directions apart.</summary>
    private static string Plain(string text) => text.Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);
}
