using System.Globalization;

namespace StationKiosk.Bench.Footprint;

/// <summary>A process's memory in MB of 10⁶ bytes, from /proc/PID/smaps_rollup.</summary>
/// <param name="Rss">All of its pages in memory.</param>
/// <param name="Pss">The same, pages shared with others counted in part.</param>
internal readonly record struct Memory(double Rss, double Pss)
{
    private const double BytesPerMegabyte = 1e6, BytesPerKilobyte = 1024;

    public static Memory Of(int process)
    {
        string[] lines = File.ReadAllLines($"/proc/{process}/smaps_rollup");
        return new Memory(Megabytes(lines, "Rss:"), Megabytes(lines, "Pss:"));
    }

    private static double Megabytes(string[] lines, string name)
    {
        string line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * BytesPerKilobyte / BytesPerMegabyte;
    }
}
