namespace StationKiosk.Kiosk.Occupancy;

/// <summary>
/// A motion or presence sensor (debounce, hold) or a contact (debounce): somebody or something is there, or not. One with a hold that has just been opened
/// cannot say that nobody is there before it has watched for a whole hold: somebody may be sitting still.
/// </summary>
public sealed class PresenceState : SensorState
{
    private readonly TimeSpan _holding;
    private Debounce _debounce = null!;
    private Hold _hold = null!;
    private Stuck _stuck = null!;
    private long? _speaksFrom;
    private bool _spoken;

    /// <summary>Of a sensor that has said nothing yet.</summary>
    public PresenceState(SensorOptions options)
        : base(options)
    {
        _holding = options.Hold;
        Reset();
    }

    /// <summary>Whether somebody or something is there.</summary>
    public bool IsPresent => _hold.Present;

    /// <summary>Whether somebody moves just now, hold apart.</summary>
    public bool IsMoving => Options.Kind == SensorKind.Motion && _hold.Present && _hold.Deadline is null;

    /// <inheritdoc/>
    public override long? Deadline => Earliest.Of(_debounce.Deadline, _hold.Deadline, _stuck.Deadline, _speaksFrom);

    /// <inheritdoc/>
    protected override Liveness Doubt => _stuck.Liveness;

    /// <inheritdoc/>
    protected override bool HasSpoken => _spoken;

    /// <inheritdoc/>
    protected override void Take(int line, Edge raw)
    {
        _speaksFrom ??= _spoken ? null : raw.Mono + (long)_holding.TotalMilliseconds;
        Follow(_debounce.Apply(raw));
        Speak(raw.Mono);
    }

    /// <inheritdoc/>
    protected override void Pass(long mono)
    {
        Follow(_debounce.Advance(mono));
        _hold.Advance(mono);
        _stuck.Advance(mono);
        Speak(mono);
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        _debounce = new Debounce(Options.Debounce);
        _hold = new Hold(_holding);
        _stuck = new Stuck(Options.StuckAfter, Options.SilentAfter);
        (_spoken, _speaksFrom) = (false, null);
    }

    private void Speak(long mono)
    {
        if (_hold.Present || _speaksFrom <= mono)
        {
            (_spoken, _speaksFrom) = (true, null);
        }
    }

    private void Follow(Edge? change)
    {
        if (change is { } edge)
        {
            _hold.Advance(edge.Mono);
            _stuck.Advance(edge.Mono);
            _hold.Apply(edge);
            _stuck.Apply(edge);
        }
    }
}
