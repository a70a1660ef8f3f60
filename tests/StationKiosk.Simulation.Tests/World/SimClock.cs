using Microsoft.Extensions.Time.Testing;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>One machine's clocks: a wall clock that may be wrong and be stepped, and a monotonic one that counts from its boot.</summary>
internal sealed class SimClock(FakeTimeProvider truth) : TimeProvider
{
    private long _bootedAt = truth.GetTimestamp();

    /// <summary>How far the wall clock is ahead of the truth.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => truth.TimestampFrequency;

    /// <summary>The machine boots: monotonic time begins anew.</summary>
    public void Boot() => _bootedAt = truth.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => truth.GetUtcNow() + Offset;

    public override long GetTimestamp() => truth.GetTimestamp() - _bootedAt;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => truth.CreateTimer(callback, state, dueTime, period);
}
