using Microsoft.Extensions.Configuration;

namespace StationKiosk.Hosting.Settings;

/// <summary>Where settings come from: a JSON file, then the environment, then the command line; the later wins.</summary>
public static class SettingsSources
{
    /// <summary>Exit code for settings that cannot be used (EX_CONFIG of sysexits.h).</summary>
    public const int ExitCode = 78;

    /// <summary>Puts the sources together.</summary>
    /// <param name="file">A JSON file, comments allowed, with its <see cref="DropInFolder"/>; null for none. A named file has to exist.</param>
    /// <param name="environmentPrefix">Such as <c>KIOSK__</c>: <c>KIOSK__PANEL__PORT</c> sets <c>Panel:Port</c>.</param>
    /// <param name="commandLine">Such as <c>--Panel:Port=8081</c>; nothing else.</param>
    /// <exception cref="InvalidDataException">
    /// The file is missing or not JSON; the message says where. Or an argument is not <c>--Key=value</c>: the provider would pass over it in silence.
    /// </exception>
    public static IConfiguration Load(string? file, string environmentPrefix, IReadOnlyList<string> commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        if (commandLine.FirstOrDefault(argument => !SetsSomething(argument)) is { } argument)
        {
            throw new InvalidDataException($"'{argument}' sets nothing: write --Key=value, such as --Panel:Port=8081");
        }

        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
            foreach (string dropIn in DropIns(file))
            {
                builder.AddJsonFile(dropIn, optional: false, reloadOnChange: false);
            }
        }

        builder.AddEnvironmentVariables(environmentPrefix);
        builder.AddCommandLine([.. commandLine]);
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file}: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>The settings that a package put there, for the program that came with it: no command of an installed program needs <c>--config</c>.</summary>
    /// <param name="program">Such as <c>station-kiosk</c>.</param>
    /// <param name="file">Such as <c>kiosk.json</c>.</param>
    public static string? OfPackage(string program, string file) =>
        Environment.ProcessPath == $"/usr/lib/{program}/{program}" && File.Exists($"/etc/{program}/{file}") ? $"/etc/{program}/{file}" : null;

    /// <summary>What programs add to a file that people write: <c>kiosk.d/*.json</c> beside <c>kiosk.json</c>, in order of name.</summary>
    public static string DropInFolder(string file) => Path.ChangeExtension(Path.GetFullPath(file), ".d");

    private static IEnumerable<string> DropIns(string file) => Directory.Exists(DropInFolder(file))
        ? Directory.EnumerateFiles(DropInFolder(file), "*.json").Order(StringComparer.Ordinal)
        : [];

    private static bool SetsSomething(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) > "--".Length;

    /// <summary>Writes every fault on a line of its own.</summary>
    public static void Report(string program, IReadOnlyList<SettingFault> faults, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(to);
        to.WriteLine($"{program}: {faults.Count} setting{(faults.Count == 1 ? "" : "s")} cannot be used:");
        foreach (var fault in faults)
        {
            to.WriteLine($"  {fault}");
        }
    }
}
