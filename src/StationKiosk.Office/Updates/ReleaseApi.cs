using Microsoft.AspNetCore.Http.HttpResults;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;

namespace StationKiosk.Office.Updates;

/// <summary>Who runs what, for the page.</summary>
public static class ReleaseApi
{
    /// <summary>Maps it.</summary>
    public static void MapReleases(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/releases", All).For(Access.SignedIn).WithSummary("Which release is offered, and what each station runs");

    private static Results<Ok<ReleasesBody>, JsonHttpResult<Problem>> All(ReleaseView view, LocalDays days, TimeProvider time, HttpContext http)
    {
        try
        {
            return TypedResults.Ok(view.All(time.GetUtcNow(), days.Zone.Id, http.Viewer().Scope));
        }
        catch (IOException e)
        {
            return OfficeApi.Fault(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }
}
