using StationKiosk.Pages;

namespace StationKiosk.Office.Dashboard;

/// <summary>The office's dashboard: one page, its script and its style.</summary>
public static class DashboardPages
{
    /// <summary>Serves the dashboard at <c>/</c>. The page reads <c>/api/stations</c>, <c>/api/usage</c> and <c>/api/live</c>.</summary>
    public static IEndpointRouteBuilder MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapEmbedded("/", "dashboard.html");
        foreach (string file in (string[])["dashboard.css", "dashboard.js", "chart.js", "tokens.css", "page.js"])
        {
            routes.MapEmbedded($"/{file}", file);
        }

        return routes;
    }
}
