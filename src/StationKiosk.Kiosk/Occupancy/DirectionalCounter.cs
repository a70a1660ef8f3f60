namespace StationKiosk.Kiosk.Occupancy;

/// <summary>What became of somebody at a beam pair (closed set).</summary>
public enum Passage
{
    /// <summary>Through, from beam 0 to beam 1.</summary>
    In,

    /// <summary>Through, from beam 1 to beam 0.</summary>
    Out,

    /// <summary>Broke both beams and went back the way he came.</summary>
    TurnedBack,

    /// <summary>Through in less time than a person needs: a bird, a thrown bag, noise.</summary>
    TooFast,

    /// <summary>Only one beam broke: the other missed him, or he only leaned in.</summary>
    Missed,

    /// <summary>A beam stayed broken for longer than a passage takes.</summary>
    Blocked,
}

/// <summary>
/// Two light beams one behind the other across a doorway: 0 then 1 is in, 1 then 0 is out. The way somebody went is told by the beam he broke
/// first and the beam he left last; whether he covers both at once does not matter. Anything else is an error, never a passage.
/// Known limit: two people so close together that a beam never clears between them count as one; that drift is what a recount is for.
/// </summary>
/// <param name="passageMin">From the first beam broken to the last beam clear; below is <see cref="Passage.TooFast"/>.</param>
/// <param name="gapMax">How long both beams may be clear in the middle of a passage; beyond is <see cref="Passage.Missed"/>.</param>
/// <param name="blockedAfter">A passage that takes longer is <see cref="Passage.Blocked"/>.</param>
public sealed class DirectionalCounter(TimeSpan passageMin, TimeSpan gapMax, TimeSpan blockedAfter)
{
    private readonly long _passageMin = (long)passageMin.TotalMilliseconds;
    private readonly long _gapMax = (long)gapMax.TotalMilliseconds;
    private readonly long _blockedAfter = (long)blockedAfter.TotalMilliseconds;
    private readonly bool[] _broken = new bool[2];
    private int _first;
    private long? _began;
    private long _cleared;
    private bool _bothSeen;

    /// <summary>Whether a beam has been broken for longer than a passage takes, and still is.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>When time alone will decide something, ms since the boot.</summary>
    public long? Deadline =>
        _began is not { } began || IsBlocked ? null
        : AnyBroken ? began + _blockedAfter
        : Math.Min(began + _blockedAfter, _cleared + _gapMax);

    private bool AnyBroken => _broken[0] || _broken[1];

    /// <summary>Takes a debounced beam, 0 or 1; active is broken. Returns what it decided, if anything.</summary>
    public Passage? Apply(int beam, Edge edge)
    {
        if (_broken[beam] == edge.Active)
        {
            return null;
        }

        _broken[beam] = edge.Active;
        if (IsBlocked)
        {
            IsBlocked = AnyBroken;
            return null;
        }

        return edge.Active ? Broke(beam, edge.Mono) : Cleared(beam, edge.Mono);
    }

    /// <summary>Time passes; returns what that decided, if anything.</summary>
    public Passage? Advance(long mono)
    {
        if (Deadline is not { } due || due > mono)
        {
            return null;
        }

        _began = null;
        IsBlocked = AnyBroken;
        return IsBlocked ? Passage.Blocked : Passage.Missed;
    }

    private Passage? Broke(int beam, long mono)
    {
        if (_began is null)
        {
            (_began, _first, _bothSeen) = (mono, beam, false);
        }

        _bothSeen |= beam != _first;
        return null;
    }

    private Passage? Cleared(int beam, long mono)
    {
        _cleared = mono;
        if (AnyBroken || !_bothSeen || _began is not { } began)
        {
            return null;
        }

        _began = null;
        return beam == _first ? Passage.TurnedBack
            : mono - began < _passageMin ? Passage.TooFast
            : _first == 0 ? Passage.In : Passage.Out;
    }
}
