using System.Diagnostics;

namespace StationKiosk.HardwareBench;

/// <summary>What a program said and how it ended.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Words">Both streams.</param>
internal sealed record Tool(int Exit, string Words)
{
    /// <summary>Runs a program of this machine to its end.</summary>
    public static async Task<Tool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        string[] words = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Tool(process.ExitCode, string.Concat(words));
    }

    /// <summary>What it said, where it ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public string Good() => Exit == 0 ? Words : throw new InvalidOperationException($"it ended with {Exit}: {Words}");
}
