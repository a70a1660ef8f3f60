using System.Diagnostics;

namespace StationKiosk.Bench;

/// <summary>This process and those it started, as <c>/proc</c> tells (proc(5)).</summary>
internal static class ProcessTree
{
    /// <summary>Processor time of all of them that still run.</summary>
    public static TimeSpan CpuTime() => Of(Environment.ProcessId).Aggregate(TimeSpan.Zero, (sum, id) => sum + CpuTime(id));

    private static IEnumerable<int> Of(int id) => Children(id).SelectMany(Of).Prepend(id);

    private static IEnumerable<int> Children(int id) => Directory.GetDirectories($"/proc/{id}/task")
        .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse);

    private static TimeSpan CpuTime(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }
}
