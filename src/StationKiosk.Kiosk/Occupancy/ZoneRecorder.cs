using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Decides when a zone's change is worth an event: at once after a quiet time, else the last of many, so that a storage card is not worn out.</summary>
/// <param name="initial">What was so before anything happened; not worth an event.</param>
internal sealed class ZoneRecorder(ZoneOccupancy initial)
{
    /// <summary>At most one event of a zone in this time; changes between are coalesced to the last.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private ZoneOccupancy _recorded = initial;
    private ZoneOccupancy _current = initial;
    private long? _last;

    /// <summary>When a change that waits is due, ms since the boot; null where none waits.</summary>
    public long? Deadline => _current == _recorded || _last is not { } last ? null : last + (long)Every.TotalMilliseconds;

    /// <summary>Takes what is so now; returns it if it is to be recorded now.</summary>
    public ZoneOccupancy? Take(ZoneOccupancy current, long mono)
    {
        _current = current;
        if (Deadline > mono)
        {
            return null;
        }

        var due = Flush();
        _last = due is null ? _last : mono;
        return due;
    }

    /// <summary>What still waits, when the kiosk stops.</summary>
    public ZoneOccupancy? Flush()
    {
        var due = _current == _recorded ? null : _current;
        _recorded = _current;
        return due;
    }
}
