using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StationKiosk.Office.Dashboard;

namespace StationKiosk.Office.Tests.Dashboard;

/// <summary>The dashboard on a real server, with an API that answers what the test says.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<DashboardServer> Start(string stations = "{}", string usage = "{}", string live = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapDashboard();
        app.MapGet("/api/stations", () => Results.Content(stations, "application/json"));
        app.MapGet("/api/usage", () => Results.Content(usage, "application/json"));
        app.MapGet("/api/live", () => Results.Content(live, "text/event-stream"));
        await app.StartAsync();
        return new DashboardServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
