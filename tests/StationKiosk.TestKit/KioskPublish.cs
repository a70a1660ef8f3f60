using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit;

namespace StationKiosk.TestKit;

/// <summary>The kiosk as a device gets it: compiled ahead of time for this machine.</summary>
/// <param name="Program">The binary.</param>
/// <param name="Warnings">The build's warnings; any of them also fails it.</param>
public sealed partial record KioskPublish(string Program, IReadOnlyList<string> Warnings)
{
    private const string ZlibHeader = "/usr/include/zlib.h";

    /// <summary>Skips the test, by name, where the linker's needs are not installed.</summary>
    public static void NeedTools()
    {
        SystemTools.Need("clang");
        Skip.IfNot(File.Exists(ZlibHeader), "zlib's headers are not installed: apt-get install zlib1g-dev");
    }

    /// <summary>Publishes into a folder. A plain restore comes before: a restore for one device would rewrite the lock files.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task<KioskPublish> ToAsync(string folder, CancellationToken stop = default)
    {
        string project = Path.Combine(Repository.Root, "src", "StationKiosk.Kiosk");
        string runtime = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        await RunAsync(["restore", project], stop);
        var lines = await RunAsync(["publish", project, "-c", "Release", "-r", runtime, "-o", folder, "--no-restore", "-warnaserror"], stop);
        return new KioskPublish(Path.Combine(folder, "station-kiosk"), [.. lines.Where(line => Warning.IsMatch(line))]);
    }

    /// <summary>No build server may outlive it: it would hold the pipe open that is read to its end here.</summary>
    private static async Task<string[]> RunAsync(string[] arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        string words = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0
            ? words.Split('\n')
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{words}");
    }

    [GeneratedRegex(@"\bwarning [A-Z]+\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Warning { get; }
}
