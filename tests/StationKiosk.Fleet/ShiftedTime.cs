namespace StationKiosk.Fleet;

/// <summary>The system's time, shifted into the past while days gone by are being lived; only its shift is simulated, waits are real.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    /// <summary>So that the monotonic time of days gone by is not negative, as if the machine had been up for long enough.</summary>
    private static readonly TimeSpan Uptime = TimeSpan.FromDays(400);

    private long _shift;

    public TimeSpan Shift
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _shift));
        set => Volatile.Write(ref _shift, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long GetTimestamp() => System.GetTimestamp() + (long)((Uptime + Shift).TotalSeconds * TimestampFrequency);
}
