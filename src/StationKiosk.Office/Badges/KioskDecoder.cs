using System.ComponentModel;
using System.Diagnostics;

namespace StationKiosk.Office.Badges;

/// <summary>
/// Reads the codes of a picture with the kiosk's own decoder, by running <c>station-kiosk decode --text FILE</c>, so that what is verified
/// is what a kiosk would see. See docs/decisions/badge-verify-image.md.
/// </summary>
internal static class KioskDecoder
{
    private const string Program = "station-kiosk";
    private const string Remedy = "install station-kiosk here, or give the badge's text (SK1…) instead of the picture";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<string> Texts(string image)
    {
        string program = Find() ?? throw new FormatException($"cannot read {Arguments.Shown(image)}: {Program} is neither beside this program nor on the PATH; {Remedy}");
        var (exitCode, output, error) = Run(program, image);
        string[] texts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return exitCode == 0 && texts.Length > 0
            ? texts
            : throw new FormatException($"no code read in {Arguments.Shown(image)}{Said(error)}; take a sharper picture, or give the badge's text");
    }

    /// <summary>Beside this program first; never in the current folder, which may be anyone's.</summary>
    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Prepend(AppContext.BaseDirectory)
        .Where(Path.IsPathRooted)
        .Select(folder => Path.Combine(folder, Program))
        .FirstOrDefault(File.Exists);

    private static (int ExitCode, string Output, string Error) Run(string program, string image)
    {
        var start = new ProcessStartInfo(program, ["decode", "--text", Path.GetFullPath(image)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(TimeLimit))
            {
                process.Kill(entireProcessTree: true);
                throw new FormatException($"{Program} took more than {TimeLimit.TotalSeconds} s over {Arguments.Shown(image)}; try a smaller picture");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new FormatException($"cannot start {Arguments.Shown(program)}: {e.Message}; {Remedy}", e);
        }
    }

    private static string Said(string error) => error.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? $" ({Arguments.OneLine(first.Trim())})" : "";
}
