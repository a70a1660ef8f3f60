using System.Globalization;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Panel.Login;

namespace StationKiosk.Kiosk.Panel;

/// <summary>The kiosk's HTTP: for its pages, for <c>station-kiosk status</c>, for monitoring.</summary>
public static class PanelApi
{
    /// <summary>A request's body; a larger one is answered 413.</summary>
    public const int BodyBytesMax = 16 * 1024;

    private static readonly TimeSpan VisitsByDefault = TimeSpan.FromDays(1);

    /// <summary>Maps <c>/api/status</c>, <c>/api/visits</c>, <c>/api/recount</c>, <c>/healthz</c> and <c>/metrics</c>.</summary>
    public static void MapPanelApi(this IEndpointRouteBuilder routes, PanelData data, LoopRounds loops, OccupancyLoop occupancy, PanelGuard guard, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(guard);
        routes.MapGet("/api/status", () => Results.Json(data.Status(), PanelJson.Default.StatusBody));
        routes.MapGet("/api/visits", (HttpContext http, string? since) => guard.MayTake(http) ? Visits(data, since, time) : Forbidden());
        routes.MapPost("/api/recount", (HttpContext http, RecountBody body) => guard.MayChange(http) ? Recount(occupancy, body) : Forbidden());
        routes.MapGet("/healthz", () => Healthz(data, loops));
        routes.MapGet("/metrics", () => Results.Text(data.Metrics(), "text/plain; version=0.0.4"));
    }

    /// <summary>How bodies of requests are read: nothing may be missing, or null where that is not said.</summary>
    public static void ReadBodies(Microsoft.AspNetCore.Http.Json.JsonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.SerializerOptions.TypeInfoResolverChain.Insert(0, PanelJson.Default);
        options.SerializerOptions.RespectRequiredConstructorParameters = true;
        options.SerializerOptions.RespectNullableAnnotations = true;
    }

    /// <summary>Not for who asks, and what would be right.</summary>
    internal static IResult Forbidden() => Error("this needs the manager's login, from the kiosk's own page", StatusCodes.Status403Forbidden);

    /// <summary>An error of one line.</summary>
    internal static IResult Error(string what, int status) => Results.Json(new ErrorBody(what), PanelJson.Default.ErrorBody, statusCode: status);

    private static IResult Recount(OccupancyLoop occupancy, RecountBody body) => occupancy.Recount(body.Zone, body.Counted) switch
    {
        RecountOutcome.Done => Results.NoContent(),
        RecountOutcome.NoSuchZone => Error($"zone: this station has no '{body.Zone}'", StatusCodes.Status404NotFound),
        RecountOutcome.NotCounted => Error($"zone: '{body.Zone}' is not counted, there is nothing to correct", StatusCodes.Status409Conflict),
        _ => Error($"counted: {body.Counted} is not from 0 to {Zone.CountMax}", StatusCodes.Status400BadRequest),
    };

    private static IResult Visits(PanelData data, string? since, TimeProvider time)
    {
        var from = time.GetUtcNow() - VisitsByDefault;
        if (since is not null && !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from))
        {
            return Error($"since: '{since}' is not a time; write it as 2026-11-22T14:05:09Z", StatusCodes.Status400BadRequest);
        }

        try
        {
            return Results.Json(data.Visits(from), PanelJson.Default.IReadOnlyListVisitBody);
        }
        catch (IOException e)
        {
            return Error(e.Message, StatusCodes.Status503ServiceUnavailable);
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
