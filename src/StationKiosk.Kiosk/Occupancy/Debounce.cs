namespace StationKiosk.Kiosk.Occupancy;

/// <summary>
/// A change counts only after it has lasted. It then counts from the moment it had lasted long enough, so every edge is late by the same
/// time and durations stay true. The first level it is given counts at once: it is a state, not a change.
/// </summary>
/// <param name="lasting">How long; zero lets everything through.</param>
public sealed class Debounce(TimeSpan lasting)
{
    private readonly long _lasting = (long)lasting.TotalMilliseconds;
    private bool? _value;

    /// <summary>When a pending change will count, ms since the boot; null where none is pending.</summary>
    public long? Deadline { get; private set; }

    /// <summary>Takes a raw level; returns the change if it counts at once.</summary>
    public Edge? Apply(Edge raw)
    {
        if (_value is null)
        {
            _value = raw.Active;
            return raw;
        }

        Deadline = raw.Active == _value ? null : Deadline ?? raw.Mono + _lasting;
        return Advance(raw.Mono);
    }

    /// <summary>Time passes; returns the change that has lasted long enough meanwhile.</summary>
    public Edge? Advance(long mono)
    {
        if (Deadline is not { } due || due > mono)
        {
            return null;
        }

        Deadline = null;
        _value = !_value;
        return new Edge(_value!.Value, due);
    }
}
