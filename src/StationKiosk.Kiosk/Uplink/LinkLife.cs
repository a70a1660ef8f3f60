namespace StationKiosk.Kiosk.Uplink;

/// <summary>
/// Pure: whether the broker is still there, on monotonic time. MQTTnet's own keep-alive counts by the wall clock (dotnet/MQTTnet#2128) and by what
/// was sent (#2244); here only what came from the broker is a sign of life, and where none comes it is asked for.
/// </summary>
/// <param name="keepAlive">The connection's keep-alive.</param>
/// <param name="mono">Now, in milliseconds of monotonic time.</param>
public sealed class LinkLife(TimeSpan keepAlive, long mono)
{
    private readonly long _askAfter = (long)(keepAlive / 2).TotalMilliseconds;
    private long _heard = mono;
    private long _asked = mono;

    /// <summary>Silence of the broker after which it counts as gone; with the loop's own second it stays below 1.5 times the keep-alive.</summary>
    public TimeSpan DeadAfter { get; } = keepAlive * 1.25;

    /// <summary>Something came from the broker.</summary>
    public void Heard(long mono) => Interlocked.Exchange(ref _heard, mono);

    /// <summary>The broker was asked for a sign of life.</summary>
    public void Asked(long mono) => _asked = mono;

    /// <summary>Whether to ask: it was silent for half the keep-alive, and was not asked in that time.</summary>
    public bool IsQuestionDue(long mono) => mono - Math.Max(Interlocked.Read(ref _heard), _asked) >= _askAfter;

    /// <summary>Whether it was silent for too long.</summary>
    public bool IsDead(long mono) => mono - Interlocked.Read(ref _heard) >= (long)DeadAfter.TotalMilliseconds;

    /// <summary>How long until it is dead, if nothing more comes.</summary>
    public TimeSpan DeadIn(long mono) => DeadAfter - TimeSpan.FromMilliseconds(mono - Interlocked.Read(ref _heard));
}
