using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Kiosk.Clock;

/// <summary>
/// Pure: what this kiosk knows of this boot's time. It takes from its sources only what tells something new, so that every point it takes is worth an event. Not safe for several
/// threads.
/// </summary>
public sealed class ClockEstimate
{
    /// <summary>Points kept; beyond it the older ones are thinned out.</summary>
    public const int PointsMax = 64;

    /// <summary>A time that is as good as this is not bettered.</summary>
    public static readonly TimeSpan GoodEnough = TimeSpan.FromMilliseconds(100);

    /// <summary>Where sources contradict each other, only a claim this much further off than all before is news.</summary>
    private const double FurtherOff = 1.1;

    private BootClock _boot = new();

    /// <summary>Whether the time rests on the office's word.</summary>
    public bool IsFromOffice => _boot.IsFromOffice;

    /// <summary>The time at a millisecond of the boot; null where no source has told yet.</summary>
    public BoundedTime? At(long mono) => _boot.At(mono);

    /// <summary>Takes a point if it tells something new.</summary>
    public bool TryTake(SyncPoint point)
    {
        if (!IsNews(point))
        {
            return false;
        }

        if (point.FromOffice && IsFromOffice && _boot.IsContradictedBy(point))
        {
            // The office's own clock was set: it is right by definition, and what it said before is the office's to judge.
            _boot = new BootClock();
        }

        _boot.Add(point);
        if (_boot.Points.Count > PointsMax)
        {
            _boot.Thin();
        }

        return true;
    }

    private bool IsNews(SyncPoint point)
    {
        if (_boot.At(point.Mono) is not { } known)
        {
            return true;
        }

        bool isFirstOfOffice = point.FromOffice && !IsFromOffice;
        if (!_boot.IsContradictedBy(point))
        {
            return _boot.Agrees || isFirstOfOffice ? known.Error > GoodEnough && point.Error * 2 < known.Error : false;
        }

        var off = (point.BootTime.AddMilliseconds(point.Mono) - known.Time).Duration();
        return point.FromOffice || (!IsFromOffice && (_boot.Agrees || off > known.Error * FurtherOff));
    }
}
