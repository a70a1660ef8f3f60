using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Up to when a health message vouches for the journal's end (pure).</summary>
public static class Watermark
{
    /// <summary>How far a kiosk's clock that nothing has set may be from the office's when its message comes, to be believed all the same; and how coarse a time may be that is.</summary>
    public static readonly TimeSpan WitnessTolerance = TimeSpan.FromMinutes(2);

    /// <summary>The time the message vouches for; null where its clock cannot be believed, or where its journal cannot write what it still keeps in memory. Never later than <paramref name="now"/>.</summary>
    /// <param name="health">The message.</param>
    /// <param name="retained">Whether the broker kept it from earlier, so that its arrival witnesses nothing.</param>
    /// <param name="now">The office's time.</param>
    public static DateTimeOffset? TimeOf(StationHealth health, bool retained, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(health);
        var error = TimeSpan.FromMilliseconds(Math.Clamp(health.Clock.ErrorMilliseconds ?? 0, 0, (long)WitnessTolerance.TotalMilliseconds));
        var at = health.At - error;
        bool believed = health.Clock.Quality == ClockQuality.Synced || health.Clock.ErrorMilliseconds <= WitnessTolerance.TotalMilliseconds
            || (!retained && (now - health.At).Duration() <= WitnessTolerance);
        bool vouches = health.Journal.Fault is null;
        return !believed || !vouches ? null
            : at < now ? at
            : now;
    }
}
