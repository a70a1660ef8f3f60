using System.Collections.Concurrent;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>
/// Whether every loop goes round. A loop registers with the longest time a round may take and reports each round; the systemd watchdog is
/// fed only while all are within their limit, so "the process is up" never stands for "it works".
/// </summary>
public sealed class LoopRounds(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LoopRound> _loops = new(StringComparer.Ordinal);

    /// <summary>Registers a loop; its limit runs from now.</summary>
    public LoopRound Register(string name, TimeSpan limit) => _loops[name] = new LoopRound(name, limit, time);

    /// <summary>Every loop, by name.</summary>
    public IReadOnlyList<LoopHealth> All => [.. _loops.Values.OrderBy(loop => loop.Name, StringComparer.Ordinal).Select(loop => loop.Health)];

    /// <summary>Whether every loop is within its limit.</summary>
    public bool AllGoRound => _loops.Values.All(loop => loop.Health.GoesRound);
}

/// <summary>One loop's rounds.</summary>
public sealed class LoopRound(string name, TimeSpan limit, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>The loop's name.</summary>
    public string Name => name;

    /// <summary>How often a loop that waits should report, so as to stay well within its limit.</summary>
    public TimeSpan ReportEvery => limit / 4;

    /// <summary>Whether it goes round.</summary>
    public LoopHealth Health
    {
        get
        {
            var since = time.GetElapsedTime(Volatile.Read(ref _last));
            return new LoopHealth(name, since <= limit, Math.Round(since.TotalSeconds, 1));
        }
    }

    /// <summary>The loop went round.</summary>
    public void Went() => Volatile.Write(ref _last, time.GetTimestamp());
}
