namespace StationKiosk.Office.Stations;

/// <summary>The stations that somebody may see.</summary>
/// <param name="Stations">Their ids; null for all.</param>
public sealed record Scope(IReadOnlySet<string>? Stations)
{
    /// <summary>Every station.</summary>
    public static Scope All { get; } = new(Stations: null);

    /// <summary>Whether a station is among them.</summary>
    public bool Sees(string station) => Stations is null || Stations.Contains(station);
}
