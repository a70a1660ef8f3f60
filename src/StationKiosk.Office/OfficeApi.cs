using Microsoft.AspNetCore.Http.HttpResults;
using StationKiosk.Office.Dashboard;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Live;
using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;

namespace StationKiosk.Office;

/// <summary>The office's pages and answers.</summary>
public static class OfficeApi
{
    /// <summary>Maps them.</summary>
    public static void MapOffice(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapDashboard();
        app.MapGet("/api/stations", (StationsView view) => TypedResults.Ok(view.All())).WithSummary("Every station as it is now");
        app.MapGet("/api/stations/{id}", Station).WithSummary("One station and what stands behind its summary");
        app.MapGet("/api/usage", Usage).WithSummary("Counted visits over local days, by any of station, service, category, day, hour");
        app.MapGet("/api/completeness", HowComplete).WithSummary("How complete the figures of some local days are, station by station and day by day");
        app.MapGet("/api/live", Live).WithSummary("Server-sent events: snapshot, station, totals, visit");
        app.MapGet("/healthz", Healthz).WithSummary("200 only while the office works");
        app.MapGet("/metrics", Metrics.Write).WithSummary("Prometheus text format");
    }

    private static Results<Ok<StationDetail>, JsonHttpResult<Problem>> Station(string id, StationsView view) => view.One(id) is { } station
        ? TypedResults.Ok(station)
        : Fault(StatusCodes.Status404NotFound, "no such station; /api/stations names those that are");

    private static Results<Ok<UsageReport>, JsonHttpResult<Problem>> Usage(string? from, string? to, string? by, UsageQuery query) =>
        UsageRequest.TryParse(from, to, by, query.Today, out var request, out string? fault)
            ? TypedResults.Ok(query.Report(request))
            : Fault(StatusCodes.Status400BadRequest, fault);

    private static Results<Ok<CompletenessBody>, JsonHttpResult<Problem>> HowComplete(string? from, string? to, string? station, UsageQuery query) =>
        !UsageRequest.TryParse(from, to, by: null, query.Today, out var request, out string? fault) ? Fault(StatusCodes.Status400BadRequest, fault)
        : request.To.DayNumber - request.From.DayNumber >= UsageRequest.DaysOfStationsMax
            ? Fault(StatusCodes.Status400BadRequest, $"{UsageRequest.DaysOfStationsMax} days at most")
        : TypedResults.Ok(query.HowComplete(request with { Station = station }));

    private static async Task Live(HttpContext http, LiveFeed feed, StationsView view, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await LiveEndpoint.Serve(http, feed, view, time, stop.Token);
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

    private static JsonHttpResult<Problem> Fault(int status, string title) =>
        TypedResults.Json(new Problem(status, title), OfficeJson.Default.Problem, "application/problem+json", status);
}
