namespace StationKiosk.Kiosk.Occupancy;

/// <summary>A beam pair: each beam debounced, the two together counted by direction.</summary>
public sealed class PassageState : SensorState
{
    private readonly Queue<Passage> _decided = new();
    private readonly Debounce[] _debounce = new Debounce[2];
    private readonly bool[] _spoken = new bool[2];
    private DirectionalCounter _counter = null!;

    /// <summary>Of a sensor that has said nothing yet.</summary>
    public PassageState(SensorOptions options)
        : base(options) => Reset();

    /// <inheritdoc/>
    public override long? Deadline => Earliest.Of(_debounce[0].Deadline, _debounce[1].Deadline, _counter.Deadline);

    /// <inheritdoc/>
    protected override Liveness Doubt => _counter.IsBlocked ? Liveness.Stuck : Liveness.Live;

    /// <inheritdoc/>
    protected override bool HasSpoken => _spoken[0] && _spoken[1];

    /// <summary>What was decided since it was last asked, in order.</summary>
    public bool TryTake(out Passage passage) => _decided.TryDequeue(out passage);

    /// <inheritdoc/>
    protected override void Take(int line, Edge raw)
    {
        _spoken[line] = true;
        Follow(line, _debounce[line].Apply(raw));
    }

    /// <inheritdoc/>
    protected override void Pass(long mono)
    {
        var (first, second) = (_debounce[0].Advance(mono), _debounce[1].Advance(mono));
        if (first?.Mono <= second?.Mono || second is null)
        {
            Follow(0, first);
            Follow(1, second);
        }
        else
        {
            Follow(1, second);
            Follow(0, first);
        }

        Decide(_counter.Advance(mono));
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        (_debounce[0], _debounce[1]) = (new Debounce(Options.Debounce), new Debounce(Options.Debounce));
        (_spoken[0], _spoken[1]) = (false, false);
        _counter = new DirectionalCounter(Options.PassageMin, Options.GapMax, Options.StuckAfter);
    }

    private void Follow(int line, Edge? change)
    {
        if (change is { } edge)
        {
            Decide(_counter.Advance(edge.Mono));
            Decide(_counter.Apply(line, edge));
        }
    }

    private void Decide(Passage? passage)
    {
        if (passage is { } decided)
        {
            _decided.Enqueue(decided);
        }
    }
}
