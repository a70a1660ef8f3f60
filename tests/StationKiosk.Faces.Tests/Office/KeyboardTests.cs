using StationKiosk.Faces.Tests.Browser;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>The office's pages without a pointer.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KeyboardTests(Chromium chromium, SeededOffice seeded) : IClassFixture<SeededOffice>
{
    private const string Rows = "document.querySelectorAll('#stations tbody .name').length";

    public static TheoryData<string, string> Pages => LookTests.Pages;

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Tab_reaches_every_control_of_a_page_and_one_sees_where_it_is(string name, string path)
    {
        await using var face = await OpenAsync(path, LookTests.Ready);
        var walk = await face.WalkAsync();
        Assert.Empty(walk.Unreached);
        Assert.Empty(walk.Unseen);
        Assert.Empty(face.Faults);
        Assert.True(walk.Stops.Count >= (name == "wall" ? 1 : 5), string.Join('\n', walk.Stops));
    }

    [SkippableFact]
    public async Task The_list_is_searched_filtered_sorted_and_walked_and_a_station_is_opened()
    {
        await using var face = await OpenAsync("/", $"{Rows} === 24");
        await face.TabToAsync("#find");
        await face.TypeAsync("red");
        await face.UntilAsync($"{Rows} === 0");
        await face.PressAsync("Control+A");
        await face.PressAsync("Delete");
        await face.TabToAsync("#lights button[data-light=red]");
        await face.PressAsync("Enter");
        await face.UntilAsync($"location.search === '?light=red' && {Rows} > 0 && {Rows} < 24 && document.activeElement.dataset.light === 'red'");
        await face.TabToAsync("#sort");
        await face.PressAsync("ArrowDown");
        await face.UntilAsync("new URLSearchParams(location.search).get('sort') === 'name'");

        await face.TabToAsync("#stations tbody .name");
        string first = await face.Page.EvaluateAsync<string>("document.activeElement.href");
        await face.PressAsync("ArrowDown");
        string second = await face.Page.EvaluateAsync<string>("document.activeElement.href");
        Assert.NotEqual(first, second);
        await face.PressAsync("Enter");
        await face.UntilAsync($"location.href === '{second}'");
        Assert.Empty(face.Faults);
    }

    [SkippableFact]
    public async Task The_map_is_walked_by_arrow_keys_and_Enter_opens_a_station()
    {
        await using var face = await OpenAsync("/", "document.querySelector('#map svg')");
        await face.TabToAsync("#map svg");
        await face.PressAsync("ArrowRight");
        string west = await face.Page.InnerTextAsync("#map figcaption");
        await face.PressAsync("ArrowRight");
        await face.UntilAsync($"document.querySelector('#map .picked') && document.querySelector('#map figcaption').textContent.includes(' · ') && document.querySelector('#map figcaption').textContent !== '{west}'");
        await face.PressAsync("Enter");
        await face.UntilAsync("location.pathname === '/station'");
    }

    [SkippableFact]
    public async Task The_wall_is_entered_by_its_link_and_left_by_Escape()
    {
        await using var face = await OpenAsync("/", $"{Rows} === 24");
        await face.TabToAsync("#to-wall");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.body.classList.contains('wall')");
        await face.PressAsync("Escape");
        await face.UntilAsync("!document.body.classList.contains('wall')");
    }

    [SkippableFact]
    public async Task Usage_is_asked_read_and_taken_along()
    {
        await using var face = await OpenAsync("/usage", "document.querySelector('#table tbody tr')");
        await face.TabToAsync("#periods button:nth-child(4)");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.querySelectorAll('#table tbody tr').length === 28");
        await face.TabToAsync("#by");
        await face.PressAsync("ArrowDown");
        await face.UntilAsync("new URLSearchParams(location.search).get('by') === 'hour' && document.querySelectorAll('#table tbody tr').length === 24");
        await face.TabToAsync("#chart svg");
        string finding = await face.Page.InnerTextAsync("#finding");
        await face.PressAsync("ArrowRight");
        await face.UntilAsync("document.querySelector('#chart .picked')");
        Assert.NotEqual(finding, await face.Page.InnerTextAsync("#finding"));
        await face.TabToAsync("#xlsx");
        var download = await face.Page.RunAndWaitForDownloadAsync(() => face.PressAsync("Enter"));
        Assert.EndsWith(".xlsx", download.SuggestedFilename, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_complaint_is_closed_and_opened_again_and_the_focus_goes_on_with_the_next_one()
    {
        await using var face = await OpenAsync("/complaints", "document.querySelectorAll('#open li button').length === 3");
        await face.TabToAsync("#open button");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.querySelectorAll('#open li button').length === 2 && document.activeElement.closest('#open')");
        await face.TabToAsync("#closed button");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.querySelectorAll('#open li button').length === 3");
    }

    [SkippableFact]
    public async Task The_habits_of_a_station_are_read_and_a_note_is_written()
    {
        await using var face = await OpenAsync("/station?id=station-005", "document.querySelector('#heat svg')");
        await face.TabToAsync("#heat svg");
        await face.PressAsync("ArrowDown");
        await face.UntilAsync("document.querySelector('#heat .picked')");
        await face.TabToAsync("#text");
        await face.TypeAsync("The gate sticks.");
        await face.PressAsync("Tab");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.getElementById('notes').textContent.includes('The gate sticks.')");
    }

    [SkippableFact]
    public async Task What_changes_meanwhile_takes_the_focus_from_nobody()
    {
        await using var office = await OfficeInBrowser.StartAsync();
        office.Seed(network => Array.ForEach([0, 1, 2], i => network.PutNow(i, 0)));
        await using var face = await chromium.OpenAsync(office.At("/?sort=fullest"), View.Desk);
        await face.UntilAsync($"{Rows} === 3");
        await face.TabToAsync("#stations tbody tr:last-child .name");
        string href = await face.Page.EvaluateAsync<string>("document.activeElement.href");
        office.Seed(network => network.PutNow(2, 20));
        await face.UntilAsync($"document.querySelector('#stations tbody .name').href === '{href}'");
        Assert.Equal(href, await face.Page.EvaluateAsync<string>("document.activeElement.href"));
    }

    private async Task<Face> OpenAsync(string path, string ready)
    {
        var face = await chromium.OpenAsync(seeded.At(path), View.Desk);
        await face.UntilAsync(ready);
        return face;
    }
}
