using System.CommandLine;
using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Commands;

/// <summary>The settings a command runs with: <c>--config FILE</c>, the environment, and <c>--Key=Value</c> arguments.</summary>
internal static class CommandSettings
{
    public static readonly Option<string?> Config = new("--config") { Description = "The configuration file (JSON, comments allowed)", Recursive = true };

    /// <summary>Runs with the settings, or reports every fault and returns 78.</summary>
    public static int With(ParseResult parsed, Func<KioskSettings, int> run) => WithAsync(parsed, settings => Task.FromResult(run(settings))).GetAwaiter().GetResult();

    /// <inheritdoc cref="With"/>
    public static async Task<int> WithAsync(ParseResult parsed, Func<KioskSettings, Task<int>> run)
    {
        SettingsReader reader;
        try
        {
            reader = new SettingsReader(SettingsSources.Load(
                parsed.GetValue(Config) ?? SettingsSources.OfPackage("station-kiosk", "kiosk.json"), KioskSettings.EnvironmentPrefix, parsed.UnmatchedTokens));
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync($"station-kiosk: {e.Message}");
            return SettingsSources.ExitCode;
        }

        var settings = KioskSettings.Read(reader);
        reader.RejectUnknown();
        if (reader.Faults.Count == 0)
        {
            return await run(settings);
        }

        SettingsSources.Report("station-kiosk", reader.Faults, Console.Error);
        return SettingsSources.ExitCode;
    }
}
