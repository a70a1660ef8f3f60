using System.Diagnostics;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>What a command said and how it ended.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Words">Both streams.</param>
internal sealed record HostCommand(int Exit, string Words)
{
    /// <summary>Runs a program to its end.</summary>
    public static Task<HostCommand> RunAsync(string program, params string[] arguments) => RunWithAsync(input: null, program, arguments);

    /// <summary>Runs a program to its end, with this on its standard input.</summary>
    public static async Task<HostCommand> RunWithAsync(string? input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string[] words = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new HostCommand(process.ExitCode, string.Concat(words));
    }

    /// <summary>What it said, where it ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public string Good() => Exit == 0 ? Words : throw new InvalidOperationException($"it ended with {Exit}: {Words}");
}
