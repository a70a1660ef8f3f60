namespace StationKiosk.Simulation.Tests.World;

/// <summary>How often each kind of fault was caused: a trial that caused none shows nothing.</summary>
internal sealed class FaultCount
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Total => _counts.Values.Sum();

    public IReadOnlyDictionary<string, int> ByKind => _counts;

    public void Caused(string kind) => _counts[kind] = _counts.GetValueOrDefault(kind) + 1;

    public void Add(FaultCount other)
    {
        foreach (var (kind, count) in other._counts)
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + count;
        }
    }
}
