using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.Journal;

/// <summary>What an append came to.</summary>
/// <param name="Seq">The (first) event's number; 0 where nothing was stored.</param>
/// <param name="At">When.</param>
/// <param name="Fault">Null where it is on disk (fsync included); otherwise why it is not.</param>
public readonly record struct AppendResult(long Seq, Stamp At, string? Fault)
{
    /// <summary>Whether it is on disk.</summary>
    public bool Stored => Fault is null;
}
