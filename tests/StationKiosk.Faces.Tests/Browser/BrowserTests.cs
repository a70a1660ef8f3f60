using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StationKiosk.Faces.Tests.Browser;

/// <summary>The harness itself: it sees what it is there to see.</summary>
[Collection(BrowserCollection.Name)]
public sealed class BrowserTests(Chromium chromium) : IAsyncLifetime
{
    private const string Bad = """
        <!doctype html><html lang="en"><head><title>bad</title><link rel="icon" href="data:,"><script>document.title = 'ran'</script></head>
        <body><img src="http://elsewhere.example/x.png"><p style="width: 3000px">pale</p><button id="one">first</button><a href="/">second</a>
        <link rel="stylesheet" href="/pale.css"></body></html>
        """;

    private WebApplication _server = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src *";
            return Results.Content(Bad, "text/html");
        });
        _server.MapGet("/pale.css", () => Results.Content("p { color: #ccc; background: #fff; } button { min-inline-size: 80px; }" + new string(' ', 10_000), "text/css"));
        await _server.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [SkippableFact]
    public async Task A_bad_page_is_found_out_in_every_way()
    {
        await using var face = await chromium.OpenAsync(new Uri(_server.Urls.Single()), View.Phone);

        Assert.Equal(["http://elsewhere.example/x.png"], face.Elsewhere);
        Assert.Contains(face.Faults, fault => fault.Contains("Content Security Policy", StringComparison.Ordinal));
        Assert.Equal("bad", await face.Page.TitleAsync());
        Assert.True(await face.OverflowsAsync());
        Assert.InRange(face.WireBytes, 10_000, 20_000);
        Assert.InRange(await face.FirstPaintMsAsync(), 1, Face.WaitMs);
        var faults = await face.SeriousFaultsAsync();
        Assert.Contains(faults, fault => fault.StartsWith("color-contrast", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("image-alt", StringComparison.Ordinal));
        Assert.Equal(["first", "second"], await face.TabStopsAsync());
    }
}
