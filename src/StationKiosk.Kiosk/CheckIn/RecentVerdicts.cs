namespace StationKiosk.Kiosk.CheckIn;

/// <summary>The last answers, for the manager's page; nothing of the badge in them. In memory only.</summary>
public sealed class RecentVerdicts : IIndicator
{
    /// <summary>How many are kept.</summary>
    public const int KeptMax = 20;

    private readonly Lock _lock = new();
    private readonly Queue<Verdict> _last = new();
    private readonly long[] _answered = new long[Enum.GetValues<VerdictKind>().Length];

    /// <summary>The last answers, newest first.</summary>
    public IReadOnlyList<Verdict> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _last.Reverse()];
            }
        }
    }

    /// <summary>How many were answered so since the start.</summary>
    public long Answered(VerdictKind kind) => Volatile.Read(ref _answered[(int)kind]);

    /// <inheritdoc/>
    public void Show(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        Interlocked.Increment(ref _answered[(int)verdict.Kind]);
        lock (_lock)
        {
            _last.Enqueue(verdict);
            if (_last.Count > KeptMax)
            {
                _last.Dequeue();
            }
        }
    }
}
