using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Kiosk.Tests.Clock;

/// <summary>A machine whose truth is known: a monotonic clock that drifts and wanders, and a wall clock that can be set by anybody.</summary>
internal sealed class SimulatedMachine : TimeProvider
{
    private readonly DateTimeOffset _booted;
    private readonly double _drift;
    private readonly double _wander;
    private readonly double _wanderPeriod = 1;
    private double _mono;
    private double _wallOffset;
    private double? _heldSince;

    /// <summary>A machine with a perfect crystal.</summary>
    public SimulatedMachine(DateTimeOffset booted, DateTimeOffset wall) => (_booted, True, WallSpeed, Wall) = (booted, booted, 1, wall);

    /// <param name="random">For the crystal.</param>
    /// <param name="booted">The true time.</param>
    /// <param name="wall">What the wall clock says at the start.</param>
    /// <param name="wallSpeed">How fast the wall clock goes on while nothing holds it.</param>
    public SimulatedMachine(Random random, DateTimeOffset booted, DateTimeOffset wall, double wallSpeed)
    {
        (_booted, True, WallSpeed, Wall) = (booted, booted, wallSpeed, wall);
        _drift = Between(random, -0.9, 0.9) * BootClock.DriftMax;
        _wander = BootClock.WanderMax / 2 * random.NextDouble();
        _wanderPeriod = Between(random, 3_600_000, 86_400_000);
    }

    public DateTimeOffset True { get; private set; }

    public double WallSpeed { get; }

    public DateTimeOffset Wall
    {
        get => _booted.AddMilliseconds(_mono + _wallOffset);
        set => _wallOffset = (value - _booted).TotalMilliseconds - _mono;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>As adjtimex(2) tells: null while no time service holds the clock, else an error that grows by 500 ppm.</summary>
    public TimeSpan? KernelError => _heldSince is { } since ? TimeSpan.FromMilliseconds((_mono - since) * BootClock.DriftMax) : null;

    public override DateTimeOffset GetUtcNow() => Wall;

    public override long GetTimestamp() => (long)(_mono * TimeSpan.TicksPerMillisecond);

    public void Pass(TimeSpan time) => Pass(time.TotalMilliseconds);

    public void Pass(double milliseconds)
    {
        double at = (True - _booted).TotalMilliseconds;
        True = True.AddMilliseconds(milliseconds);
        double before = _mono;
        _mono += milliseconds * (1 + _drift + (_wander * Math.Sin(at * 2 * Math.PI / _wanderPeriod)));
        _wallOffset += _heldSince is null ? (_mono - before) * (WallSpeed - 1) : 0;
    }

    /// <summary>A time service sets the clock and holds it from then on.</summary>
    public void Synchronise(DateTimeOffset time)
    {
        Wall = time;
        _heldSince = _mono;
    }

    /// <summary>Somebody sets the clock: the kernel no longer calls it synchronised.</summary>
    public void Jump(TimeSpan by)
    {
        Wall += by;
        _heldSince = null;
    }

    public static double Between(Random random, double from, double to) => from + (random.NextDouble() * (to - from));
}
