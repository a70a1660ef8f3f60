using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;

namespace StationKiosk.Kiosk.Tests.Panel;

public sealed class OutOfOrderTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapOutOfOrder(StationTruth.DataMissing);
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/door")]
    [InlineData("/healthz")]
    [InlineData("/api/status")]
    public async Task Every_address_says_in_every_language_that_nobody_can_check_in_and_what_to_do(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        string page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Nobody can check in: the data partition is missing. Restart the kiosk; if it comes again, replace the card.", page, StringComparison.Ordinal);
        Assert.Contains("lang=\"zh-CN\" dir=\"ltr\">无法签到：", page, StringComparison.Ordinal);
        Assert.Contains("lang=\"ug\" dir=\"rtl\">ھېچكىم تىزىملىتالمايدۇ:", page, StringComparison.Ordinal);
    }
}
