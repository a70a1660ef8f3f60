namespace StationKiosk.Kiosk.Health;

/// <summary>
/// Whether the file system that /etc/fstab (fstab(5)) has for a folder is mounted. Where it is not, what is written there would lie on the system's own
/// file system: read-only, in memory, or gone with the next card.
/// </summary>
/// <param name="root">Where /etc and /proc begin: <c>/</c>, or a folder that a test laid out.</param>
public sealed class DataMount(string root = "/")
{
    /// <summary>Fields of a line of mountinfo, proc_pid_mountinfo(5): the file system's number, the path in it that is mounted, and where.</summary>
    private const int Device = 2, Source = 3, Point = 4;

    /// <summary>Whether it is not mounted. Where fstab has none for the folder, or the kernel does not tell of mounts, nothing is missing.</summary>
    /// <param name="folder">A folder on it.</param>
    public bool IsMissing(string folder)
    {
        string path = Path.GetFullPath(folder);
        string? point = Lines("etc/fstab").Where(line => line.Length > 1 && line[0][0] != '#').Select(line => line[1])
            .Where(point => point.Length > 1 && Under(path, point)).MaxBy(point => point.Length);
        var mounts = Lines("proc/self/mountinfo").Where(line => line.Length > Point).ToList();
        return point is not null && mounts.Count > 0 && !IsMounted(point, mounts);
    }

    private static bool IsMounted(string point, List<string[]> mounts)
    {
        var around = mounts.Where(mount => mount[Point] != point && Under(point, mount[Point])).MaxBy(mount => mount[Point].Length);

        // A service sees folders that it may write as mounts of their own: the file system around them, at their own path in it.
        return mounts.Exists(mount => mount[Point] == point
            && (around is null || mount[Device] != around[Device] || mount[Source] != around[Source].TrimEnd('/') + point[around[Point].TrimEnd('/').Length..]));
    }

    private static bool Under(string path, string point) => point == "/" || path == point || path.StartsWith($"{point}/", StringComparison.Ordinal);

    private IEnumerable<string[]> Lines(string file)
    {
        string path = Path.Combine(root, file);
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
