using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Users;

namespace StationKiosk.Office.Usage;

/// <summary>Usage as JSON, CSV and XLSX, over the stations that the viewer may see.</summary>
public static class UsageApi
{
    /// <summary>Maps them.</summary>
    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/usage", Report).For(Access.SignedIn).WithSummary("Counted visits over local days, by any of station, service, category, day, hour, weekday, month");
        routes.MapGet("/api/usage.csv", Csv).For(Access.SignedIn).WithSummary("The same as CSV, safe to open in a spreadsheet");
        routes.MapGet("/api/usage.xlsx", Sheet).For(Access.SignedIn).WithSummary("The same as an Excel workbook");
        routes.MapGet("/api/uses", Uses).For(Access.SignedIn).WithSummary("What wall cards were used for over local days");
        routes.MapGet("/api/completeness", HowComplete).For(Access.SignedIn).WithSummary("How complete the figures of some local days are, station by station and day by day");
    }

    private static Results<Ok<UsageReport>, JsonHttpResult<Problem>> Report(string? from, string? to, string? by, string? station, UsageQuery query, HttpContext http) =>
        TryParse(from, to, by, station, query, http, out var request, out string? fault) ? TypedResults.Ok(query.Report(request)) : Bad(fault);

    private static Results<FileContentHttpResult, JsonHttpResult<Problem>> Csv(string? from, string? to, string? by, string? station, UsageQuery query, HttpContext http) =>
        TryParse(from, to, by, station, query, http, out var request, out string? fault)
            ? TypedResults.File(Encoding.UTF8.GetBytes(UsageText.Of(query.Report(request), ReportFormat.Csv)), "text/csv; charset=utf-8", Name(request, "csv"))
            : Bad(fault);

    private static async Task<Results<FileContentHttpResult, JsonHttpResult<Problem>>> Sheet(string? from, string? to, string? by, string? station, UsageQuery query, HttpContext http) =>
        TryParse(from, to, by, station, query, http, out var request, out string? fault)
            ? TypedResults.File(await UsageSheet.Of(query.Report(request), http.RequestAborted), UsageSheet.ContentType, Name(request, "xlsx"))
            : Bad(fault);

    private static Results<Ok<IReadOnlyList<ServiceUse>>, JsonHttpResult<Problem>> Uses(string? from, string? to, string? station, UsageQuery query, HttpContext http) =>
        TryParse(from, to, by: null, station, query, http, out var request, out string? fault) ? TypedResults.Ok(query.Uses(request)) : Bad(fault);

    private static Results<Ok<CompletenessBody>, JsonHttpResult<Problem>> HowComplete(string? from, string? to, string? station, UsageQuery query, HttpContext http) =>
        !TryParse(from, to, by: null, station, query, http, out var request, out string? fault) ? Bad(fault)
        : request.To.DayNumber - request.From.DayNumber >= UsageRequest.DaysOfStationsMax ? Bad($"{UsageRequest.DaysOfStationsMax} days at most")
        : TypedResults.Ok(query.HowComplete(request));

    private static bool TryParse(
        string? from, string? to, string? by, string? station, UsageQuery query, HttpContext http,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out UsageRequest? request, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? fault)
    {
        if (!UsageRequest.TryParse(from, to, by, query.Today, out request, out fault))
        {
            return false;
        }

        var scope = http.Viewer().Scope;
        if (!string.IsNullOrEmpty(station))
        {
            scope = new Scope(station.Split(',').Where(scope.Sees).ToHashSet(StringComparer.Ordinal));
        }

        request = request with { Scope = scope };
        return true;
    }

    private static string Name(UsageRequest request, string ending) => $"usage-{request.From:yyyy-MM-dd}-{request.To:yyyy-MM-dd}.{ending}";

    private static JsonHttpResult<Problem> Bad(string fault) => OfficeApi.Fault(StatusCodes.Status400BadRequest, fault);
}
