using StationKiosk.Faces.Tests.Browser;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>Pictures of the office's pages for somebody to look at, in <c>artifacts/faces/</c>; ./pictures.sh takes those of the documents from there.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OfficePictureTests(Chromium chromium, SeededOffice seeded) : IClassFixture<SeededOffice>
{
    [SkippableTheory]
    [InlineData("dashboard", "/", "en", false, "document.querySelector('#live .good') && document.querySelector('#chart svg') && document.querySelector('#completeness').textContent")]
    [InlineData("wall", "/#wall", "zh-CN", true, "document.querySelector('#live .good') && document.querySelector('#troubles li') && document.querySelector('#completeness').textContent")]
    [InlineData("station", "/station?id=station-004", "zh-CN", false, "document.querySelector('#heat svg') && document.querySelector('#lines svg')")]
    [InlineData("usage", "/usage?by=station", "en", false, "document.querySelector('#table tbody tr')")]
    public async Task A_picture_of_the_office(string name, string path, string language, bool dark, string ready)
    {
        await using var face = await chromium.OpenAsync(seeded.At(path), new View(1440, 900, dark, language));
        await face.UntilAsync(ready);
        await face.SaveAsync(name, fullPage: false);
    }
}
