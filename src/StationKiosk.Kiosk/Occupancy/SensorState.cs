using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>
/// What is known of one sensor: whether it is there, whether it can be believed, and what its filtered readings say. Pure: it is given
/// readings and moments, in order.
/// </summary>
/// <param name="options">How its readings are to be understood.</param>
public abstract class SensorState(SensorOptions options)
{
    private string? _absence;

    /// <summary>Its name.</summary>
    public string Name => options.Name;

    /// <summary>How its readings are to be understood.</summary>
    public SensorOptions Options => options;

    /// <summary>How it is.</summary>
    public DeviceState State { get; private set; } = DeviceState.Starting;

    /// <summary>Whether what it says counts.</summary>
    public bool IsBelieved => State == DeviceState.Ok && HasSpoken;

    /// <summary>Why it is not well, for its manager; null while it is.</summary>
    public string? Why => State switch
    {
        DeviceState.Absent => _absence,
        DeviceState.Muted => Doubt == Liveness.Silent
            ? $"{Name} has seen nothing for {Sentence.Duration(options.SilentAfter ?? default)}: check that it is powered, uncovered and aimed"
            : $"{Name} has been active for {Sentence.Duration(options.StuckAfter)} without a change: clear what is before it, else check its wiring",
        _ => null,
    };

    /// <summary>The same in a few words, for the zone.</summary>
    public string? Trouble => State switch
    {
        DeviceState.Starting => $"{Name} is not open yet",
        DeviceState.Absent => $"{Name} is absent",
        DeviceState.Muted => $"{Name} is {(Doubt == Liveness.Silent ? "silent" : "stuck")}",
        _ => HasSpoken ? null : $"{Name} has not watched for long enough yet",
    };

    /// <summary>When time alone will change something, ms since the boot; null where it will not.</summary>
    public abstract long? Deadline { get; }

    /// <summary>Whether its readings can be so.</summary>
    protected abstract Liveness Doubt { get; }

    /// <summary>Whether it has watched for long enough since it was opened to say something.</summary>
    protected abstract bool HasSpoken { get; }

    /// <summary>The state a sensor of this kind begins with.</summary>
    public static SensorState For(SensorOptions options) =>
        options.Kind == SensorKind.BeamPair ? new PassageState(options) : new PresenceState(options);

    /// <summary>It is open and answers; what it said before it went is forgotten.</summary>
    public void Ready()
    {
        Reset();
        (State, _absence) = (DeviceState.Ok, null);
    }

    /// <summary>It is not there.</summary>
    public void Absent(string why)
    {
        Reset();
        (State, _absence) = (DeviceState.Absent, why);
    }

    /// <summary>Takes a raw reading of one of its lines.</summary>
    public void Apply(int line, Edge raw)
    {
        if (State is DeviceState.Ok or DeviceState.Muted)
        {
            Take(line, raw);
            Judge();
        }
    }

    /// <summary>Time passes.</summary>
    public void Advance(long mono)
    {
        if (State is DeviceState.Ok or DeviceState.Muted)
        {
            Pass(mono);
            Judge();
        }
    }

    /// <summary>Filters a raw reading.</summary>
    protected abstract void Take(int line, Edge raw);

    /// <summary>Lets the filters see that time passes.</summary>
    protected abstract void Pass(long mono);

    /// <summary>Begins anew.</summary>
    protected abstract void Reset();

    private void Judge() => State = Doubt == Liveness.Live ? DeviceState.Ok : DeviceState.Muted;
}
