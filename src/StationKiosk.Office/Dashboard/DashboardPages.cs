using StationKiosk.Hosting.Pages;

namespace StationKiosk.Office.Dashboard;

/// <summary>The office's pages: for each its HTML, script and style, all of them without a figure in them, so that anybody may load them.</summary>
public static class DashboardPages
{
    /// <summary>The addresses of the pages, and the files behind them.</summary>
    public static IReadOnlyDictionary<string, string> Pages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/"] = "dashboard.html",
        ["/station"] = "station.html",
        ["/usage"] = "usage.html",
        ["/complaints"] = "complaints.html",
        ["/releases"] = "releases.html",
        ["/users"] = "users.html",
        ["/signin"] = "signin.html",
    };

    /// <summary>What they load beside what all pages of the project share.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "office.css", "office.js", "network.js", "charts.js", "dashboard.css", "dashboard.js", "map.js", "station.js", "usage.js", "complaints.js", "releases.js", "users.js", "signin.js",
    ];

    /// <summary>Serves them.</summary>
    public static IEndpointRouteBuilder MapDashboard(this IEndpointRouteBuilder routes)
    {
        var assembly = typeof(DashboardPages).Assembly;
        routes.MapShared(assembly);
        foreach (var (path, file) in Pages)
        {
            routes.MapEmbedded(assembly, path, file);
        }

        foreach (string file in Files)
        {
            routes.MapEmbedded(assembly, $"/{file}", file);
        }

        return routes;
    }
}
