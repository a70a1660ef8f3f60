namespace StationKiosk.Office.Intake;

/// <summary>What the intake did since the program started.</summary>
public sealed record IntakeCounts(
    long Events, long Duplicates, long Conflicts, long Quarantined, long Left, long Messages, long Commits, long Receipts, long StoreFailures);

/// <summary>Counts what the intake does; read by <c>/metrics</c> from other threads.</summary>
public sealed class IntakeCounters
{
    private readonly Lock _lock = new();
    private IntakeCounts _counts = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>So far.</summary>
    public IntakeCounts Now
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>Counts a group that was committed.</summary>
    public void Committed(IntakeResult result, int messages)
    {
        ArgumentNullException.ThrowIfNull(result);
        Change(counts => counts with
        {
            Events = counts.Events + result.Stored,
            Duplicates = counts.Duplicates + result.Duplicates,
            Conflicts = counts.Conflicts + result.Conflicts,
            Quarantined = counts.Quarantined + result.Quarantined,
            Left = counts.Left + result.Left,
            Messages = counts.Messages + messages,
            Commits = counts.Commits + 1,
        });
    }

    /// <summary>Counts receipts published.</summary>
    public void Published(int receipts) => Change(counts => counts with { Receipts = counts.Receipts + receipts });

    /// <summary>Counts a group that could not be stored and is tried again.</summary>
    public void StoreFailed() => Change(counts => counts with { StoreFailures = counts.StoreFailures + 1 });

    private void Change(Func<IntakeCounts, IntakeCounts> change)
    {
        lock (_lock)
        {
            _counts = change(_counts);
        }
    }
}
