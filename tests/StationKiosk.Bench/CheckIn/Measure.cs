using System.Diagnostics;
using StationKiosk.Bench.Reading;

namespace StationKiosk.Bench.CheckIn;

/// <summary>One thing that is measured, call by call: how long it takes, what it allocates, what this process writes meanwhile.</summary>
internal sealed class Measure(string name, Action<string> act)
{
    private readonly List<double> _microseconds = [];
    private long _allocated;
    private IoCounters _written;

    public static string Head => $"{"",-40}{"p50 µs",9}{"p99 µs",9}";

    public double P50 => _microseconds.Quantile(0.5);

    public long AllocatedPerCall => _allocated / _microseconds.Count;

    /// <summary>Bytes given to write(2) and its kin (wchar), per call.</summary>
    public long WrittenPerCall => _written.Written / _microseconds.Count;

    /// <summary>Bytes the kernel sends to the disk for it, whole pages (write_bytes), per call.</summary>
    public long ToDiskPerCall => _written.ToDisk / _microseconds.Count;

    /// <summary>Does it once for each text.</summary>
    public void Round(ReadOnlySpan<string> texts)
    {
        var (before, allocated) = (IoCounters.Now(), GC.GetAllocatedBytesForCurrentThread());
        Span<double> times = stackalloc double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            act(texts[i]);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        _allocated += GC.GetAllocatedBytesForCurrentThread() - allocated;
        _written += IoCounters.Now() - before;
        _microseconds.AddRange(times);
    }

    /// <summary>Forgets what was measured: the rounds before were for warming up.</summary>
    public void Forget()
    {
        _microseconds.Clear();
        (_allocated, _written) = (0, default);
    }

    public override string ToString() => $"{name,-40}{P50,9:0}{_microseconds.Quantile(0.99),9:0}";
}
