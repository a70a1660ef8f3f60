using System.Diagnostics;

namespace StationKiosk.Reliability.Tests.Disks;

/// <summary>Where the trials keep disks that have to be fast: memory, where the system has a folder there.</summary>
internal static class Memory
{
    public static string Folder { get; } = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
}

/// <summary>A program of the system, run to its end.</summary>
internal static class Tool
{
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        var end = await EndsWithAsync(program, arguments);
        if (end.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {end.ExitCode}: {end.Said}");
        }
    }

    /// <summary>How it ended, and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> EndsWithAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var words = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said + await words);
    }
}
