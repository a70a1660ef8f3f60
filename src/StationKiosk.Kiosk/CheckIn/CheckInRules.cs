using System.Security.Cryptography;
using System.Text;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>
/// Pure: who was here within the debounce window, on monotonic time. A worker is remembered only after the visit is on disk, so a failed write
/// never eats the next try. Holds at most <see cref="RememberedMax"/>; beyond it the oldest is forgotten and could make a second visit early.
/// </summary>
public sealed class CheckInRules
{
    /// <summary>Most scans remembered: 100 stations' busiest ten minutes.</summary>
    public const int RememberedMax = 10_000;

    private readonly Dictionary<string, (long Mono, DateTimeOffset Time)> _visits = new(StringComparer.Ordinal);
    private readonly Queue<(string Who, long Mono)> _order = new();

    /// <summary>How many are remembered.</summary>
    public int Remembered => _visits.Count;

    /// <summary>When this worker's visit inside the window was; null where there is none and this would be a new visit.</summary>
    /// <param name="who">A pseudonym, or <see cref="Fingerprint"/> of a text that nothing is known about.</param>
    /// <param name="mono">Now, in milliseconds since the boot.</param>
    /// <param name="window">The debounce window.</param>
    public DateTimeOffset? VisitSince(string who, long mono, TimeSpan window)
    {
        Forget(mono - (long)window.TotalMilliseconds);
        return _visits.TryGetValue(who, out var visit) ? visit.Time : null;
    }

    /// <summary>Remembers a visit that is on disk.</summary>
    public void Remember(string who, long mono, DateTimeOffset time)
    {
        _visits[who] = (mono, time);
        _order.Enqueue((who, mono));
        while (_order.Count > RememberedMax)
        {
            Drop(_order.Dequeue());
        }
    }

    /// <summary>A name for a text that is not to be kept: its SHA-256.</summary>
    public static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Forget(long olderThan)
    {
        while (_order.TryPeek(out var oldest) && oldest.Mono <= olderThan)
        {
            Drop(_order.Dequeue());
        }
    }

    private void Drop((string Who, long Mono) oldest)
    {
        if (_visits.TryGetValue(oldest.Who, out var visit) && visit.Mono == oldest.Mono)
        {
            _visits.Remove(oldest.Who);
        }
    }
}
