using StationKiosk.Faces.Tests.Browser;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>What the usage page says of a period.</summary>
[Collection(BrowserCollection.Name)]
public sealed class UsagePageTests(Chromium chromium, SeededOffice seeded) : IClassFixture<SeededOffice>
{
    [SkippableFact]
    public async Task A_period_is_held_against_the_one_before_and_says_which_day_grew_late()
    {
        await using var office = await OfficeInBrowser.StartAsync();
        office.Seed(network =>
        {
            network.PutVisits("north", "WORKERAA", 3, made: TimeSpan.FromDays(4), received: TimeSpan.FromDays(4));
            network.PutVisits("north", "WORKERAA", 4, made: TimeSpan.FromDays(2), received: TimeSpan.FromDays(2));
            network.PutVisits("north", "WORKERAA", 1, made: TimeSpan.FromDays(2));
        });
        string Day(int ago) => TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow().AddDays(-ago), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).ToString("yyyy-MM-dd");
        await using var face = await chromium.OpenAsync(office.At($"/usage?by=day&from={Day(2)}&to={Day(1)}"), View.Desk);
        await face.UntilAsync("document.querySelectorAll('#table tbody tr').length === 2");

        string total = await face.Page.InnerTextAsync("#total");
        Assert.StartsWith("5", total, StringComparison.Ordinal);
        Assert.Contains("3", total, StringComparison.Ordinal);
        Assert.Contains("+67 %", total, StringComparison.Ordinal);
        Assert.Contains($"{Day(4)} – {Day(3)}", total, StringComparison.Ordinal);
        string[] row = await face.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#table tbody tr:first-child td')].map(cell => cell.textContent)");
        Assert.Equal(["5", "3", "+67 %"], [row[0], .. row[2..4]]);
        Assert.Contains("1", await face.Page.InnerTextAsync("#late summary"), StringComparison.Ordinal);
        await face.Page.ClickAsync("#late summary");
        Assert.True(await face.Page.Locator("#late p").IsVisibleAsync());
    }

    [SkippableTheory]
    [InlineData("day", 7)]
    [InlineData("hour", 24)]
    [InlineData("weekday", 7)]
    [InlineData("station", 24)]
    [InlineData("service", 4)]
    [InlineData("category", 6)]
    [InlineData("month", 1)]
    public async Task Every_way_of_telling_visits_apart_has_a_chart_and_the_same_as_a_table(string by, int rows)
    {
        await using var face = await chromium.OpenAsync(seeded.At($"/usage?by={by}"), View.Desk);
        await face.UntilAsync($"document.querySelectorAll('#table tbody tr').length >= {rows} && document.querySelectorAll('#chart svg .bar, #chart svg .none').length === document.querySelectorAll('#table tbody tr').length");
        Assert.Empty(face.Faults);
    }
}
