using Microsoft.AspNetCore.Http.HttpResults;
using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Dashboard;
using StationKiosk.Office.Feeds;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Live;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Updates;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;

namespace StationKiosk.Office;

/// <summary>The office's pages and answers; each says who may ask.</summary>
public static class OfficeApi
{
    /// <summary>Maps them.</summary>
    public static void MapOffice(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGroup("").For(Access.Open).MapDashboard();
        app.MapOpenApi("/openapi/{documentName}.json").For(Access.Open);
        app.MapUsers();
        app.MapStations();
        app.MapUsage();
        app.MapReleases();
        app.MapGet("/api/live", Live).For(Access.SignedIn).WithSummary("Server-sent events: snapshot, station, totals, visit");
        app.MapGet("/feeds/stations.json", (FeedView feeds) => TypedResults.Json(feeds.Stations(), FeedJson.Default.StationsFeed))
            .For(Access.Open).WithSummary("Open feed: every station, what it offers and how full it is");
        app.MapGet("/feeds/parking.json", (FeedView feeds) => TypedResults.Ok(feeds.Parking())).For(Access.Open).WithSummary("Open feed: stations with truck parking");
        app.MapGet("/healthz", Healthz).For(Access.Open).WithSummary("200 only while the office works");
        app.MapGet("/metrics", Metrics.Write).For(Access.Open).WithSummary("Prometheus text format");
    }

    private static async Task Live(HttpContext http, LiveFeed feed, StationsView view, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await LiveEndpoint.Serve(http, feed, view, http.Viewer().Scope, time, stop.Token);
    }

    private static JsonHttpResult<HealthBody> Healthz(LoopRounds rounds, OfficeStore store, OfficeLink link)
    {
        List<string> faults = [.. rounds.Stuck.Select(loop => $"the {loop} loop does not go round")];
        if (!link.IsConnected)
        {
            faults.Add("no connection to the broker");
        }

        try
        {
            store.Probe();
        }
        catch (StoreUnavailableException e)
        {
            faults.Add(e.Message);
        }

        return TypedResults.Json(
            new HealthBody(faults.Count == 0, faults), OfficeJson.Default.HealthBody,
            statusCode: faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    internal static JsonHttpResult<Problem> Fault(int status, string title) =>
        TypedResults.Json(new Problem(status, title), OfficeJson.Default.Problem, "application/problem+json", status);
}
