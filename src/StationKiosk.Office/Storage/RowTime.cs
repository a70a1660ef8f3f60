using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Office.Storage;

/// <summary>A time as best known.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Error">It is wrong by no more than this; null where nobody knows.</param>
public readonly record struct KnownTime(DateTimeOffset Time, TimeSpan? Error)
{
    /// <summary>Whether it is good to two seconds.</summary>
    public bool IsGood => Error <= BootClock.GoodTo;

    internal long? ErrorMilliseconds => (long?)Error?.TotalMilliseconds;
}

/// <summary>The time of a row, to be corrected.</summary>
/// <param name="Epoch">The epoch's key.</param>
/// <param name="Seq">The event's number.</param>
/// <param name="Mono">Milliseconds since the boot.</param>
/// <param name="Known">Its time as best known so far.</param>
public readonly record struct RowTime(long Epoch, long Seq, long Mono, KnownTime Known);
