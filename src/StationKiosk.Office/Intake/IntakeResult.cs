using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>A visit for the live feed.</summary>
/// <param name="Station">Where.</param>
/// <param name="Time">When.</param>
/// <param name="Category">Of the worker; null where unknown.</param>
/// <param name="Service">Of the zone; null for the door.</param>
/// <param name="Flags">What was in doubt.</param>
public sealed record LiveVisit(string Station, DateTimeOffset Time, Category? Category, Service? Service, IReadOnlyList<VisitFlag> Flags);

/// <summary>What a group of messages came to.</summary>
public sealed class IntakeResult
{
    /// <summary>Events stored.</summary>
    public int Stored { get; set; }

    /// <summary>Events that were stored before.</summary>
    public int Duplicates { get; set; }

    /// <summary>Events whose number was stored before with other content; the first is kept.</summary>
    public int Conflicts { get; set; }

    /// <summary>Messages and events parked unread.</summary>
    public int Quarantined { get; set; }

    /// <summary>Events left for the kiosk to send again, because a limit leaves no room for them now.</summary>
    public int Left { get; set; }

    /// <summary>What somebody should look at, in one line each.</summary>
    public List<string> Alarms { get; } = [];

    /// <summary>Stations of which something new is known.</summary>
    public HashSet<string> Stations { get; } = new(StringComparer.Ordinal);

    /// <summary>Visits that count, in the order they were stored.</summary>
    public List<LiveVisit> Visits { get; } = [];

    /// <summary>Those of <see cref="Visits"/> that were made just now by a worker who is known.</summary>
    public List<FreshVisit> Fresh { get; } = [];

    /// <summary>The receipts to publish: one for every epoch written to, a station's current epoch last.</summary>
    public List<(string Station, Receipt Receipt)> Receipts { get; } = [];
}
