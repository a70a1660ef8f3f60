using System.Globalization;

namespace StationKiosk.Fleet;

/// <summary>Lengths of time as people type them.</summary>
internal static class Duration
{
    /// <summary>Reads <c>30s</c>, <c>5m</c> or <c>1h</c>; nothing means no limit.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = Timeout.InfiniteTimeSpan;
        if (text is null)
        {
            return true;
        }

        double seconds = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 } : 0;
        bool ok = seconds > 0 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0
            && (seconds *= number) < TimeSpan.MaxValue.TotalSeconds;
        duration = ok ? TimeSpan.FromSeconds(seconds) : duration;
        return ok;
    }
}
