using System.Collections.Concurrent;

namespace StationKiosk.Hosting.Loops;

/// <summary>
/// Whether every loop goes round. A loop registers with the longest time a round may take and reports each round; <c>/healthz</c> and the
/// systemd watchdog are good only while all are within their limit, so "the process is up" never stands for "it works".
/// </summary>
/// <param name="time">For monotonic time.</param>
public sealed class LoopRounds(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LoopRound> _loops = new(StringComparer.Ordinal);

    /// <summary>Every loop, by name.</summary>
    public IReadOnlyList<LoopRound> All => [.. _loops.Values.OrderBy(loop => loop.Name, StringComparer.Ordinal)];

    /// <summary>Loops that have not gone round within their limit, by name.</summary>
    public IReadOnlyList<string> Stuck => [.. All.Where(loop => !loop.GoesRound).Select(loop => loop.Name)];

    /// <summary>Registers a loop; its limit runs from now.</summary>
    public LoopRound Register(string name, TimeSpan limit) => _loops[name] = new LoopRound(name, limit, time);
}

/// <summary>One loop's rounds.</summary>
/// <param name="name">The loop's name.</param>
/// <param name="limit">A loop that has not gone round for longer hangs.</param>
/// <param name="time">For monotonic time.</param>
public sealed class LoopRound(string name, TimeSpan limit, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>The loop's name.</summary>
    public string Name => name;

    /// <summary>How often a loop that waits should report, so as to stay well within its limit.</summary>
    public TimeSpan ReportEvery => limit / 4;

    /// <summary>Time since it last went round.</summary>
    public TimeSpan SinceRound => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>Whether it went round within its limit.</summary>
    public bool GoesRound => SinceRound <= limit;

    /// <summary>The loop went round.</summary>
    public void Went() => Volatile.Write(ref _last, time.GetTimestamp());
}
