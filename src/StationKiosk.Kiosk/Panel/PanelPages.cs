using StationKiosk.Hosting.Pages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>The station manager's page: one page, its script and its style.</summary>
public static class PanelPages
{
    /// <summary>Serves the manager's page at <c>/</c>. The page reads <c>/api/status</c>.</summary>
    public static IEndpointRouteBuilder MapPanel(this IEndpointRouteBuilder routes)
    {
        routes.MapShared(typeof(PanelPages).Assembly);
        routes.MapEmbedded(typeof(PanelPages).Assembly, "/", "panel.html");
        foreach (string file in (string[])["panel.css", "panel.js"])
        {
            routes.MapEmbedded(typeof(PanelPages).Assembly, $"/{file}", file);
        }

        return routes;
    }
}
