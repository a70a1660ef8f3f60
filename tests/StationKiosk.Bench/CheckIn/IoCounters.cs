using System.Globalization;

namespace StationKiosk.Bench.CheckIn;

/// <summary>What this process has written since its start, proc_pid_io(5).</summary>
/// <param name="Written">wchar: bytes given to write(2) and its kin.</param>
/// <param name="ToDisk">write_bytes: bytes sent to the storage layer, whole pages.</param>
internal readonly record struct IoCounters(long Written, long ToDisk)
{
    public static IoCounters Now()
    {
        var lines = File.ReadLines("/proc/self/io").Select(line => line.Split(": ")).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new IoCounters(long.Parse(lines["wchar"], CultureInfo.InvariantCulture), long.Parse(lines["write_bytes"], CultureInfo.InvariantCulture));
    }

    public static IoCounters operator +(IoCounters a, IoCounters b) => new(a.Written + b.Written, a.ToDisk + b.ToDisk);

    public static IoCounters operator -(IoCounters a, IoCounters b) => new(a.Written - b.Written, a.ToDisk - b.ToDisk);
}
