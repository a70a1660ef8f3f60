namespace StationKiosk.Protocol.Clocks;

/// <summary>What one source of time said about a boot at one moment: the content of a <c>clock.synced</c> event, with its <c>mono</c>.</summary>
/// <param name="Mono">When it said so, in milliseconds since the boot.</param>
/// <param name="BootTime">UTC of the boot's millisecond 0 by that source: its time then, less <paramref name="Mono"/>.</param>
/// <param name="Error">The source is wrong by no more than this.</param>
/// <param name="FromOffice">Whether the source is the office's own clock, which is right by definition: every figure is counted by it.</param>
public readonly record struct SyncPoint(long Mono, DateTimeOffset BootTime, TimeSpan Error, bool FromOffice);

/// <summary>A time of which is known how wrong it may be.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Error">It is wrong by no more than this.</param>
public readonly record struct BoundedTime(DateTimeOffset Time, TimeSpan Error)
{
    /// <summary>Whether it is as good as a time has to be to count as synced.</summary>
    public bool IsGood => Error <= BootClock.GoodTo;
}
