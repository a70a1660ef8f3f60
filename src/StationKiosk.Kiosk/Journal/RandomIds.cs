namespace StationKiosk.Kiosk.Journal;

/// <summary>Where the journal's random ids come from: chance, or what simulates it, so that a seed gives the same run.</summary>
/// <param name="Epoch">A journal's id (RFC 9562, version 4).</param>
/// <param name="Event">An event's id (version 7), by the time it happened.</param>
public sealed record RandomIds(Func<Guid> Epoch, Func<DateTimeOffset, Guid> Event)
{
    /// <summary>Chance.</summary>
    public static readonly RandomIds Chance = new(Guid.NewGuid, Guid.CreateVersion7);
}
