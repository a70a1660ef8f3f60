using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>
/// The count of a zone whose doorways are watched by beam pairs. It is a sum of differences, so it is only as good as the watching behind it:
/// a gap in the watching (a restart, an absent or blocked pair) of up to <see cref="UnwatchedMax"/> is counted on over but not trusted until
/// somebody recounts; after a longer one nothing is known. See docs/decisions/occupancy-after-restart.md.
/// </summary>
public sealed class PassageCount
{
    /// <summary>A count survives a gap in the watching of up to this; after a longer one it is unknown.</summary>
    public static readonly TimeSpan UnwatchedMax = TimeSpan.FromMinutes(10);

    /// <summary>Doubtful passages that are always forgiven; beyond, and beyond <see cref="DoubtfulPercent"/>, the count is not trusted.</summary>
    public const int DoubtfulFree = 3;

    /// <summary>Doubtful passages forgiven, in percent of all.</summary>
    public const int DoubtfulPercent = 5;

    private const string Restart = "the restart";
    private long? _unwatchedSince;
    private string _cause = Restart;
    private string? _distrust = "not counted since the restart: recount";
    private int _passages;

    /// <summary>People or vehicles inside, never below 0; null where it is not known.</summary>
    public int? Count { get; private set; }

    /// <summary>Passages since the last recount that may have been something else, and counts that would have fallen below 0.</summary>
    public int Doubtful { get; private set; }

    /// <summary>Why the count is not to be trusted, in a few words; null where it is.</summary>
    public string? Distrust => _distrust ?? (TooManyDoubtful ? "many doubtful passages: recount" : null);

    /// <summary>When time alone will change something, ms since the boot.</summary>
    public long? Deadline => Count is null ? null : _unwatchedSince + (long)UnwatchedMax.TotalMilliseconds;

    private bool TooManyDoubtful => Doubtful > DoubtfulFree && Doubtful * 100 > (_passages + Doubtful) * DoubtfulPercent;

    /// <summary>Counts on from before the restart.</summary>
    /// <param name="count">The last count.</param>
    /// <param name="watchedUntil">Until when it was surely kept, ms since the boot; below 0 for before the boot.</param>
    public void Resume(int count, long watchedUntil) => (Count, _unwatchedSince, _distrust) = (count, watchedUntil, CountedOn);

    /// <summary>Says whether every doorway is watched just now.</summary>
    /// <param name="gap">What interrupts the watching, <c>the absence of door</c>; null while all are watched.</param>
    /// <param name="mono">Since when, ms since the boot.</param>
    public void Watch(string? gap, long mono)
    {
        Advance(mono);
        if (gap is null)
        {
            _unwatchedSince = null;
        }
        else if (_unwatchedSince is null)
        {
            _unwatchedSince = mono;
            _cause = Count is null ? _cause : gap;
            _distrust ??= CountedOn;
        }
    }

    /// <summary>Time passes.</summary>
    public void Advance(long mono)
    {
        if (Deadline <= mono)
        {
            (Count, _distrust) = (null, $"not counted since {_cause}: recount");
        }
    }

    /// <summary>Somebody passed, or seemed to.</summary>
    public void Take(Passage passage)
    {
        switch (passage)
        {
            case Passage.In:
                _passages++;
                Count++;
                break;
            case Passage.Out when Count == 0:
                Doubtful++;
                break;
            case Passage.Out:
                _passages++;
                Count--;
                break;
            case Passage.TurnedBack:
                break;
            default:
                Doubtful++;
                break;
        }
    }

    /// <summary>Passages were lost for a reason of our own.</summary>
    public void Doubt(string why) => _distrust ??= why;

    /// <summary>A person counted; that ends all doubt. Returns the difference.</summary>
    public OccupancyRecounted Recount(string zone, int counted, long mono)
    {
        var recounted = new OccupancyRecounted(zone, Count, counted);
        (Count, _distrust, _passages, Doubtful) = (counted, null, 0, 0);
        if (_unwatchedSince is not null)
        {
            (_unwatchedSince, _distrust) = (mono, CountedOn);
        }

        return recounted;
    }

    private string CountedOn => $"counted on over {_cause}: recount to be sure";
}
