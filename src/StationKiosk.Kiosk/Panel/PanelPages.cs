namespace StationKiosk.Kiosk.Panel;

/// <summary>Stand-in until the pages come.</summary>
public static class PanelPages
{
    /// <summary>Maps the pages.</summary>
    public static void MapPanelPages(this IEndpointRouteBuilder routes) => ArgumentNullException.ThrowIfNull(routes);
}
