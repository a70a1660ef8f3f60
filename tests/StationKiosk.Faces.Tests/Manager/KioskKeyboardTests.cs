using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Faces.Tests.Door;
using StationKiosk.Kiosk.Panel;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Manager;

/// <summary>The kiosk's pages without a pointer.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KioskKeyboardTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task Tab_reaches_every_control_of_the_managers_page_and_one_sees_where_it_is(int width)
    {
        await using var kiosk = await CannedKiosk.StartAsync("status", ManagerSamples.Normal, PanelJson.Default.StatusBody);
        await using var face = await chromium.OpenAsync(kiosk.Address, new View(width, 740));
        await face.Page.WaitForSelectorAsync("#zones button");
        await face.TabToAsync("#zones button");
        await face.PressAsync("Enter");
        await face.Page.WaitForSelectorAsync("#recount #less");
        var walk = await face.WalkAsync();
        Assert.Empty(walk.Unreached);
        Assert.Empty(walk.Unseen);
        Assert.True(walk.Stops.Count >= 9, string.Join('\n', walk.Stops));
    }

    [SkippableFact]
    public async Task Tab_reaches_every_language_at_the_door_and_Enter_chooses_it()
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await chromium.OpenAsync(new Uri(kiosk.Address, "/door"), View.Desk);
        await face.Page.WaitForSelectorAsync(".service");
        var walk = await face.WalkAsync();
        Assert.Empty(walk.Unreached);
        Assert.Empty(walk.Unseen);
        await face.TabToAsync("#language button[lang=ug]");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.documentElement.dir === 'rtl'");
    }

    [SkippableFact]
    public async Task The_managers_code_is_given_and_a_zone_recounted_from_the_network()
    {
        await using var kiosk = await LoneKiosk.StartAsync("station-kiosk");
        var (_, printed) = await ProgramProcess.RunAsync("station-kiosk", "manager-code", "--config", kiosk.Config);
        await using var face = await chromium.OpenAsync(kiosk.Address, View.Phone);
        await face.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = "192.0.2.7" });
        await face.Page.ReloadAsync();
        await face.Page.WaitForSelectorAsync("#login-form");
        await face.TabToAsync("#code");
        await face.TypeAsync(printed.Split('\n')[0]);
        await face.PressAsync("Enter");
        await face.Page.WaitForSelectorAsync("#zones button");
        await face.TabToAsync("#zones button");
        await face.PressAsync("Enter");
        await face.TypeAsync("11");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.getElementById('recounted').textContent.startsWith('Recounted: 11')");
    }
}
