using StationKiosk.Hosting.Pages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>The kiosk's pages: the station manager's at <c>/</c>, the door's screen at <c>/door</c>.</summary>
public static class PanelPages
{
    /// <summary>Files of the pages, served under their own names.</summary>
    public static readonly IReadOnlyList<string> Files =
        ["panel.css", "panel.js", "hours.js", "manager.js", "door.css", "door.js", "pictures.js", "sound.js"];

    /// <summary>Serves both pages and their files.</summary>
    public static IEndpointRouteBuilder MapPanel(this IEndpointRouteBuilder routes)
    {
        var assembly = typeof(PanelPages).Assembly;
        routes.MapShared(assembly);
        routes.MapEmbedded(assembly, "/", "panel.html");
        routes.MapEmbedded(assembly, "/door", "door.html");
        foreach (string file in Files)
        {
            routes.MapEmbedded(assembly, $"/{file}", file);
        }

        return routes;
    }
}
