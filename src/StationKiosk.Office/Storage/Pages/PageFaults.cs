using System.Collections.Concurrent;

namespace StationKiosk.Office.Storage.Pages;

/// <summary>What was wrong with the pages of one file since the program started. Safe for several threads.</summary>
public sealed class PageFaults
{
    private static readonly ConcurrentDictionary<string, PageFaults> Files = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<long, bool> _damaged = new();
    private long _mended;

    private PageFaults()
    {
    }

    /// <summary>How often a page with one flipped bit was read, which was flipped back.</summary>
    public long Mended => Interlocked.Read(ref _mended);

    /// <summary>Pages that cannot be read, from 1 on, ascending: more than one bit of each is wrong.</summary>
    public IReadOnlyList<long> Damaged => [.. _damaged.Keys.Order()];

    /// <summary>Those of a file, by its path as SQLite has it: full, and symbolic links followed.</summary>
    public static PageFaults Of(string path) => Files.GetOrAdd(path, _ => new PageFaults());

    internal void Mend() => Interlocked.Increment(ref _mended);

    internal void Damage(long offset) => _damaged[Number(offset)] = true;

    internal bool IsDamaged(long offset) => _damaged.ContainsKey(Number(offset));

    internal void Sound(long offset) => _damaged.TryRemove(Number(offset), out _);

    private static long Number(long offset) => (offset / PageStamp.PageBytes) + 1;
}
