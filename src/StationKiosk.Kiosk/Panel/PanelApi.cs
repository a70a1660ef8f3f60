using StationKiosk.Hosting.Loops;
using System.Globalization;

namespace StationKiosk.Kiosk.Panel;

/// <summary>The kiosk's HTTP: for the manager's page, for <c>station-kiosk status</c>, for monitoring.</summary>
public static class PanelApi
{
    private static readonly TimeSpan VisitsByDefault = TimeSpan.FromDays(1);

    /// <summary>Maps <c>/api/status</c>, <c>/api/visits</c>, <c>/healthz</c> and <c>/metrics</c>.</summary>
    public static void MapPanelApi(this IEndpointRouteBuilder routes, PanelData data, LoopRounds loops, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(data);
        routes.MapGet("/api/status", () => Results.Json(data.Status(), PanelJson.Default.StatusBody));
        routes.MapGet("/api/visits", (string? since) => Visits(data, since, time));
        routes.MapGet("/healthz", () => Healthz(data, loops));
        routes.MapGet("/metrics", () => Results.Text(data.Metrics(), "text/plain; version=0.0.4"));
    }

    private static IResult Visits(PanelData data, string? since, TimeProvider time)
    {
        var from = time.GetUtcNow() - VisitsByDefault;
        if (since is not null && !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from))
        {
            return Results.Json(new ErrorBody($"since: '{since}' is not a time; write it as 2026-11-22T14:05:09Z"), PanelJson.Default.ErrorBody, statusCode: 400);
        }

        try
        {
            return Results.Json(data.Visits(from), PanelJson.Default.IReadOnlyListVisitBody);
        }
        catch (IOException e)
        {
            return Results.Json(new ErrorBody(e.Message), PanelJson.Default.ErrorBody, statusCode: 503);
        }
    }

    /// <summary>200 only while scans can really be answered: every loop goes round and the journal writes.</summary>
    private static IResult Healthz(PanelData data, LoopRounds loops)
    {
        var stuck = loops.Stuck.Select(loop => $"the {loop} loop does not go round").ToList();
        if (data.JournalFault is { } fault)
        {
            stuck.Add(fault);
        }

        return stuck.Count == 0 ? Results.Text("ok\n") : Results.Text(string.Join('\n', stuck) + "\n", statusCode: 503);
    }
}
