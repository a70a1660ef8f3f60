namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Puts figures into words.</summary>
internal static class Sentence
{
    /// <summary>A duration in its largest fitting unit: <c>30 s</c>, <c>4 h</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{time.TotalDays:0} days"
        : time.TotalHours >= 2 ? $"{time.TotalHours:0} h"
        : time.TotalMinutes >= 2 ? $"{time.TotalMinutes:0} min"
        : $"{time.TotalSeconds:0} s";
}
