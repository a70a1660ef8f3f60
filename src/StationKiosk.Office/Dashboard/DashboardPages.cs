using StationKiosk.Hosting.Pages;

namespace StationKiosk.Office.Dashboard;

/// <summary>The office's dashboard: one page, its script and its style.</summary>
public static class DashboardPages
{
    /// <summary>Serves the dashboard at <c>/</c>. The page reads <c>/api/stations</c>, <c>/api/usage</c> and <c>/api/live</c>.</summary>
    public static IEndpointRouteBuilder MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapShared();
        routes.MapEmbedded(typeof(DashboardPages).Assembly, "/", "dashboard.html");
        foreach (string file in (string[])["dashboard.css", "dashboard.js", "chart.js"])
        {
            routes.MapEmbedded(typeof(DashboardPages).Assembly, $"/{file}", file);
        }

        return routes;
    }
}
