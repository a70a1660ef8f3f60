namespace StationKiosk.Protocol.Clocks;

/// <summary>
/// Pure: when each millisecond of one boot was, and how wrong that may be, from whatever sync points there are, whether they lie before or after it.
/// Kiosk and office reckon with this same class. Not safe for several threads.
/// <para>
/// Each point leaves room for the true time, and between points that room opens by the drift the monotonic clock may have; the answer is the middle of what all
/// points leave. Points that leave nothing contradict each other: then only the office's count, and where there are none, or they contradict each other as well,
/// the answer is the middle of all that was claimed and the error reaches to its ends.
/// </para>
/// </summary>
public sealed class BootClock
{
    /// <summary>A time that is wrong by no more than this is good.</summary>
    public static readonly TimeSpan GoodTo = TimeSpan.FromSeconds(2);

    /// <summary>The monotonic clock gains or loses no more than this: ten times what a crystal does, and the most by which the kernel slews it (adjtimex(2)).</summary>
    public const double DriftMax = 500e-6;

    /// <summary>Its rate stays this close to its mean over the boot: twice what a crystal does between frost and a hot case.</summary>
    public const double WanderMax = 50e-6;

    private readonly List<SyncPoint> _points = [];
    private SyncPoint[] _used = [];
    private Room[] _rooms = [];
    private (double Min, double Max) _rate;

    /// <summary>Every point, by <see cref="SyncPoint.Mono"/>.</summary>
    public IReadOnlyList<SyncPoint> Points => _points;

    /// <summary>Whether the points that count leave room for one truth.</summary>
    public bool Agrees => _rooms.Length > 0;

    /// <summary>Whether the answers rest on the office's word.</summary>
    public bool IsFromOffice => _used.Any(point => point.FromOffice);

    /// <summary>Takes points, in any order.</summary>
    public void Add(params IEnumerable<SyncPoint> points)
    {
        _points.AddRange(points);
        _points.Sort((one, other) => one.Mono.CompareTo(other.Mono));
        Reckon();
    }

    /// <summary>Forgets the point after the first one, which tells least: the first says most about the drift.</summary>
    public void Thin()
    {
        if (_points.Count > 2)
        {
            _points.RemoveAt(1);
            Reckon();
        }
    }

    /// <summary>When a millisecond of the boot was; null where no point is known.</summary>
    /// <param name="mono">Milliseconds since the boot.</param>
    public BoundedTime? At(long mono)
    {
        if (_used.Length == 0)
        {
            return null;
        }

        var room = Agrees ? RoomAt(mono) : Claimed(mono);
        var time = _used[0].BootTime.AddMilliseconds(mono + ((room.Min + room.Max) / 2));
        return new BoundedTime(time, TimeSpan.FromMilliseconds(Math.Ceiling((room.Max - room.Min) / 2)));
    }

    /// <summary>Whether a point leaves no room beside what is known.</summary>
    public bool IsContradictedBy(SyncPoint point)
    {
        if (_used.Length == 0)
        {
            return false;
        }

        var known = Agrees ? RoomAt(point.Mono) : Claimed(point.Mono);
        return known.Meet(RoomOf(point)).IsEmpty;
    }

    private void Reckon()
    {
        _rate = (-DriftMax, DriftMax);
        _used = [.. _points];
        _rooms = Narrowed();
        if (_rooms.Length == 0 && _points.Exists(point => point.FromOffice))
        {
            _used = [.. _points.Where(point => point.FromOffice)];
            _rooms = Narrowed();
        }

        if (_rooms.Length > 1)
        {
            LearnRate();
        }
    }

    /// <summary>What all points leave at each of them; nothing where they contradict each other.</summary>
    private Room[] Narrowed()
    {
        var rooms = Array.ConvertAll(_used, RoomOf);
        for (int i = 1; i < rooms.Length; i++)
        {
            rooms[i] = rooms[i].Meet(rooms[i - 1].Later(_used[i].Mono - _used[i - 1].Mono, _rate));
        }

        for (int i = rooms.Length - 2; i >= 0; i--)
        {
            rooms[i] = rooms[i].Meet(rooms[i + 1].Earlier(_used[i + 1].Mono - _used[i].Mono, _rate));
        }

        return Array.Exists(rooms, room => room.IsEmpty) ? [] : rooms;
    }

    /// <summary>The first and the last point say how fast the monotonic clock goes on the whole, which leaves less room between and beyond them.</summary>
    private void LearnRate()
    {
        double span = _used[^1].Mono - _used[0].Mono;
        if (span <= 0)
        {
            return;
        }

        var wide = (_rate, _rooms);
        _rate = (
            Math.Max(-DriftMax, ((_rooms[^1].Min - _rooms[0].Max) / span) - WanderMax),
            Math.Min(DriftMax, ((_rooms[^1].Max - _rooms[0].Min) / span) + WanderMax));
        _rooms = Narrowed();
        if (_rooms.Length == 0)
        {
            // The clock wandered further than a crystal does: it was slewed. What holds for any clock still holds.
            (_rate, _rooms) = wide;
        }
    }

    private Room RoomAt(long mono)
    {
        int after = FirstAtOrAfter(mono);
        var left = after == 0 ? Room.All : _rooms[after - 1].Later(mono - _used[after - 1].Mono, _rate);
        var right = after == _used.Length ? Room.All : _rooms[after].Earlier(_used[after].Mono - mono, _rate);
        var both = left.Meet(right);
        return both.IsEmpty ? left.Join(right) : both;
    }

    private int FirstAtOrAfter(long mono)
    {
        int low = 0, high = _used.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _used[middle].Mono < mono ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>From the earliest to the latest time that any point claims.</summary>
    private Room Claimed(long mono) => _used.Select(point =>
    {
        double grown = point.Error.TotalMilliseconds + (Math.Abs(mono - point.Mono) * DriftMax);
        return RoomOf(point, grown);
    }).Aggregate((one, other) => one.Join(other));

    private Room RoomOf(SyncPoint point) => RoomOf(point, point.Error.TotalMilliseconds);

    private Room RoomOf(SyncPoint point, double error)
    {
        double at = (point.BootTime - _used[0].BootTime).TotalMilliseconds;
        return new Room(at - error, at + error);
    }

    /// <summary>Where the boot's beginning may lie: milliseconds from what the first point says.</summary>
    private readonly record struct Room(double Min, double Max)
    {
        public static readonly Room All = new(double.NegativeInfinity, double.PositiveInfinity);

        public bool IsEmpty => Min > Max;

        public Room Meet(Room other) => new(Math.Max(Min, other.Min), Math.Min(Max, other.Max));

        public Room Join(Room other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

        public Room Later(double span, (double Min, double Max) rate) => new(Min + (span * rate.Min), Max + (span * rate.Max));

        public Room Earlier(double span, (double Min, double Max) rate) => new(Min - (span * rate.Max), Max - (span * rate.Min));
    }
}
