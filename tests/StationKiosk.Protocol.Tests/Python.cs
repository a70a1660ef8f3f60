using System.Diagnostics;
using StationKiosk.Protocol.Tests.Golden;

namespace StationKiosk.Protocol.Tests;

/// <summary>Runs <c>verify_badge.py</c> with a Python that has what it needs.</summary>
internal static class Python
{
    private static readonly Lazy<string?> WithLibraries = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Run(python, ["-c", "import cbor2, cryptography"]) is { ExitCode: 0 }));

    public static void SkipIfMissing() => Skip.If(
        WithLibraries.Value is null, "Python 3 with cbor2 and cryptography is missing: apt-get install python3 python3-cbor2 python3-cryptography");

    /// <summary>The script's exit code and what it printed.</summary>
    public static (int ExitCode, string Output, string Error) VerifyBadge(params string[] arguments) =>
        Run(WithLibraries.Value!, [GoldenFiles.PathOf("../verify_badge.py"), .. arguments])!.Value;

    private static (int ExitCode, string Output, string Error)? Run(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult().Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such program
        }
    }
}
