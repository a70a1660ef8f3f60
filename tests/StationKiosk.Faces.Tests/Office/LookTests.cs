using StationKiosk.Faces.Tests.Browser;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>Every page of the office at every size, light and dark, in both languages: for somebody to look at, and held to what holds for each.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LookTests(Chromium chromium, SeededOffice seeded) : IClassFixture<SeededOffice>
{
    internal const string Ready = "document.querySelector('#live .good, #form, #accounts tbody tr, #open li, #table tbody tr') !== null && !document.querySelector('#tiles')?.textContent.includes('…')"
        + " && [...document.querySelectorAll('#heat, #lines')].every(box => box.childElementCount > 0)";

    public static TheoryData<string, string> Pages => new()
    {
        { "dashboard", "/" },
        { "wall", "/#wall" },
        { "station", $"/station?id={SeededNetwork.IdOf(3)}" },
        { "usage", "/usage?by=day" },
        { "usage-stations", "/usage?by=station" },
        { "complaints", "/complaints" },
        { "releases", "/releases" },
        { "users", "/users" },
        { "signin", "/signin" },
    };

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_every_screen_loads_nothing_from_elsewhere_and_keeps_nobody_out(string name, string path)
    {
        foreach (var view in View.Sizes.Select(size => size).Append(View.Desk with { Dark = true, Language = "zh-CN" }).Append(View.Phone with { Language = "zh-CN" }))
        {
            await using var face = await chromium.OpenAsync(seeded.At(path), view);
            await face.UntilAsync(Ready);
            await face.SaveAsync($"office-{name}-{view.Name}", fullPage: name != "wall");
            Assert.Empty(face.Elsewhere);
            Assert.Empty(face.Faults);
            Assert.False(await face.OverflowsAsync(), $"{name} {view.Name} is wider than the screen");
            if (view.Width is 360 or 1440)
            {
                Assert.Empty(await face.SeriousFaultsAsync());
            }
        }
    }
}
