using StationKiosk.Faces.Tests.Browser;
using Xunit.Abstractions;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>What a page weighs, and how soon it is there in a browser that has never seen it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PaintTests(Chromium chromium, SeededOffice seeded, ITestOutputHelper output) : IClassFixture<SeededOffice>
{
    private const int WireBytesMax = 200_000, Loads = 3;

    /// <summary>The bar is 1 s on a quiet machine; two busy cores get more.</summary>
    private const int FirstPaintMsMax = 10_000;

    public static TheoryData<string, string> Pages => LookTests.Pages;

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_light_on_the_wire_and_soon_there(string name, string path)
    {
        var paints = new List<double>();
        long bytes = 0;
        for (int i = 0; i < Loads; i++)
        {
            await using var face = await chromium.OpenAsync(seeded.At(path), View.Phone);
            paints.Add(await face.FirstPaintMsAsync());
            await face.UntilAsync(LookTests.Ready);
            bytes = Math.Max(bytes, face.WireBytes);
        }

        paints.Sort();
        output.WriteLine($"{name}: {bytes / 1000} kB on the wire, first paint of {Loads} cold loads after {string.Join(", ", paints.Select(paint => $"{paint:0}"))} ms");
        Assert.InRange(bytes, 1_000, WireBytesMax);
        Assert.InRange(paints[0], 1, FirstPaintMsMax);
    }
}
