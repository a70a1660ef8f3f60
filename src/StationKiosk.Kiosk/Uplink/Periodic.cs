namespace StationKiosk.Kiosk.Uplink;

/// <summary>Pure: when a figure is to be said again: soon after it changed, but not more often than one limit, and in any case as often as the other.</summary>
/// <param name="atMost">No two closer than this.</param>
/// <param name="atLeast">No longer silence than this.</param>
public sealed class Periodic(TimeSpan atMost, TimeSpan atLeast)
{
    private long? _last;
    private volatile bool _changed = true;

    /// <summary>The figure changed.</summary>
    public void Change() => _changed = true;

    /// <summary>How long until it is to be said; zero for now.</summary>
    public TimeSpan DueIn(long mono)
    {
        if (_last is not { } last)
        {
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromMilliseconds(last - mono) + (_changed ? atMost : atLeast);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>It is being said.</summary>
    public void Said(long mono) => (_last, _changed) = (mono, false);
}
