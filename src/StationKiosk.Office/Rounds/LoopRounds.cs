using System.Collections.Concurrent;

namespace StationKiosk.Office.Rounds;

/// <summary>
/// Whether every loop goes round. A loop reports each round; <c>/healthz</c> and the systemd watchdog are good only while all are within
/// their limit, so "the process is up" never stands for "it works".
/// </summary>
public sealed class LoopRounds(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (TimeSpan Limit, long Last)> _loops = new(StringComparer.Ordinal);

    /// <summary>Loops that have not gone round within their limit, by name.</summary>
    public IReadOnlyList<string> Stuck =>
        [.. _loops.Where(loop => time.GetElapsedTime(loop.Value.Last) > loop.Value.Limit).Select(loop => loop.Key).Order(StringComparer.Ordinal)];

    /// <summary>The loop went round, and will again within <paramref name="limit"/>.</summary>
    public void Went(string loop, TimeSpan limit) => _loops[loop] = (limit, time.GetTimestamp());
}
