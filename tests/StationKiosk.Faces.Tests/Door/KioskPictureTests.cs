using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Faces.Tests.Manager;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Faces.Tests.Door;

/// <summary>Pictures of the kiosk's pages for somebody to look at, in <c>artifacts/faces/</c>; ./pictures.sh takes those of the documents from there.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KioskPictureTests(Chromium chromium)
{
    private const int PictureBytesMin = 5_000;

    [SkippableTheory]
    [InlineData("door", 1280, 720, false, "en")]
    [InlineData("door-portrait", 720, 1280, true, "zh-CN")]
    [InlineData("door-ug", 1280, 720, false, "ug")]
    public async Task The_door_while_nobody_scans(string name, int width, int height, bool dark, string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await chromium.OpenAsync(new Uri(kiosk.Address, "/door"), new View(width, height, dark, language));
        await face.Page.WaitForSelectorAsync(".service:nth-child(6)");
        Assert.True(new FileInfo(await face.SaveAsync(name, fullPage: false)).Length > PictureBytesMin);
    }

    [SkippableTheory]
    [InlineData("door-welcome", VerdictKind.Welcome, null, "zh-CN")]
    [InlineData("door-again", VerdictKind.WelcomeAgain, null, "en")]
    [InlineData("door-card", VerdictKind.ShowBadge, null, "ug")]
    [InlineData("door-refused", VerdictKind.Refused, RefusalReason.Expired, "en")]
    [InlineData("door-broken", VerdictKind.Refused, RefusalReason.StorageUnavailable, "zh-CN")]
    public async Task The_door_with_a_verdict(string name, VerdictKind kind, RefusalReason? reason, string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await chromium.OpenAsync(new Uri(kiosk.Address, "/door"), new View(1280, 720, Dark: false, language));
        await face.Page.WaitForSelectorAsync(".service");
        kiosk.Say("verdict", DoorSamples.Verdict(kind, reason), PanelJson.Default.DoorVerdict);
        await face.Page.WaitForSelectorAsync("#verdict[data-seen]");
        if (kind == VerdictKind.Welcome)
        {
            kiosk.Say("counted", new DoorCounted(41, Month: 3), PanelJson.Default.DoorCounted);
            await face.Page.WaitForSelectorAsync("#month");
        }

        Assert.True(new FileInfo(await face.SaveAsync(name, fullPage: false)).Length > PictureBytesMin);
    }

    [SkippableTheory]
    [InlineData("manager", 360, false, "en")]
    [InlineData("manager-zh", 360, true, "zh-CN")]
    [InlineData("manager-ug", 768, false, "ug")]
    public async Task The_managers_page(string name, int width, bool dark, string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Normal, PanelJson.Default.StatusBody);
        await using var face = await chromium.OpenAsync(kiosk.Address, new View(width, 740, dark, language));
        await face.UntilAsync("document.querySelector('#version').textContent");
        Assert.True(new FileInfo(await face.SaveAsync(name)).Length > PictureBytesMin);
    }
}
