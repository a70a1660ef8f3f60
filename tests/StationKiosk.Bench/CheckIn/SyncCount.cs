using System.Diagnostics;
using System.Globalization;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.CheckIn;

/// <summary>Counts the syncs of a visit instead of believing in them: this program again under strace, with many visits and with none.</summary>
internal static class SyncCount
{
    /// <summary>The bar: one, and a little for checkpoints.</summary>
    private const double SyncsPerVisitMax = 1.05;

    private const int Visits = 1_000;

    private static readonly string[] Syncs = ["fsync", "fdatasync", "sync_file_range", "msync"];

    /// <summary>What the watched program does: visits and nothing else.</summary>
    public static void MakeVisits(int count, string folder)
    {
        using var desk = new BenchDesk(folder);
        Array.ForEach(desk.Issue(count), desk.Welcome);
    }

    /// <returns>How many bars were missed.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken stop)
    {
        if (SystemTools.Find("strace") is not { } strace)
        {
            await Console.Error.WriteLineAsync("checkin: syncs were not counted: strace is not installed (apt-get install strace)");
            return 1;
        }

        long idle = await CountAsync(strace, visits: 0, folder, stop);
        double perVisit = (double)(await CountAsync(strace, Visits, folder, stop) - idle) / Visits;
        bool met = perVisit is > 0 and <= SyncsPerVisitMax;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"syncs a visit: {perVisit:0.000} counted over {Visits} visits, {idle} of starting and ending taken off (bar: at most {SyncsPerVisitMax}) {(met ? "met" : "MISSED")}"));
        return met ? 0 : 1;
    }

    private static async Task<long> CountAsync(string strace, int visits, string folder, CancellationToken stop)
    {
        string summary = Path.Combine(folder, $"strace-{visits}");
        var start = new ProcessStartInfo(strace, ["-f", "-c", "-o", summary, "-e", $"trace={string.Join(',', Syncs)}", .. Self(), "checkin", "--folder", folder, "--only", $"{visits}"]);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("strace cannot be started");
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0
            ? File.ReadLines(summary).Sum(Calls)
            : throw new InvalidOperationException($"strace ended with {process.ExitCode}: may this user trace its own processes?");
    }

    /// <summary>A line is "% time, seconds, usecs/call, calls, errors (may be empty), syscall".</summary>
    private static long Calls(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 5 && Syncs.Contains(words[^1], StringComparer.Ordinal) ? long.Parse(words[3], CultureInfo.InvariantCulture) : 0;
    }

    private static string[] Self() => Path.GetFileName(Environment.ProcessPath) is "dotnet"
        ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]]
        : [Environment.ProcessPath!];
}
