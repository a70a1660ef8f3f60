using System.CommandLine;
using StationKiosk.Hosting.Settings;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Commands;

/// <summary>What every command that needs settings accepts: <c>--config FILE</c> and any number of <c>--Key=Value</c>.</summary>
public static class SettingsArguments
{
    private static readonly Option<string?> Config = new("--config") { Description = "Settings as JSON, comments allowed", HelpName = "FILE" };

    /// <summary>Makes a command accept them.</summary>
    public static Command WithSettings(this Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(Config);
        command.TreatUnmatchedTokensAsErrors = false;
        return command;
    }

    /// <summary>Reads them and runs <paramref name="run"/>; settings that cannot be used are all named on stderr, and the exit code is 78.</summary>
    public static async Task<int> WithSettings(this ParseResult arguments, Func<OfficeSettings, Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(run);
        var error = arguments.InvocationConfiguration.Error;
        string? stray = arguments.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith("--", StringComparison.Ordinal) || !token.Contains('=', StringComparison.Ordinal));
        if (stray is not null)
        {
            await error.WriteLineAsync($"station-office: '{stray}' is not understood; settings are written --Key=Value, see station-office --help");
            return SettingsSources.ExitCode;
        }

        SettingsReader reader;
        try
        {
            reader = new SettingsReader(SettingsSources.Load(
                arguments.GetValue(Config) ?? SettingsSources.OfPackage("station-office", "office.json"), OfficeSettings.EnvironmentPrefix, arguments.UnmatchedTokens));
        }
        catch (InvalidDataException e)
        {
            await error.WriteLineAsync($"station-office: {e.Message}");
            return SettingsSources.ExitCode;
        }

        var settings = OfficeSettings.Read(reader);
        reader.RejectUnknown();
        if (reader.Faults.Count > 0)
        {
            SettingsSources.Report("station-office", reader.Faults, error);
            return SettingsSources.ExitCode;
        }

        return await run(settings);
    }

    /// <summary>As <see cref="WithSettings(ParseResult, Func{OfficeSettings, Task{int}})"/>, with the store opened; a store that cannot be used is one line on stderr and exit code 1.</summary>
    public static Task<int> WithStore(this ParseResult arguments, Func<OfficeSettings, CommandContext, int> run) => arguments.WithSettings(settings =>
    {
        var error = arguments.InvocationConfiguration.Error;
        try
        {
            using var store = OfficeStore.Open(settings.Store.Path);
            return Task.FromResult(run(settings, new CommandContext(store, arguments.InvocationConfiguration.Output, error)));
        }
        catch (StoreUnavailableException e)
        {
            error.WriteLine($"station-office: {e.Message}");
            return Task.FromResult(1);
        }
    });
}

/// <summary>What a command works with.</summary>
/// <param name="Store">The store.</param>
/// <param name="Output">For its answer.</param>
/// <param name="Error">For what is wrong.</param>
public sealed record CommandContext(OfficeStore Store, TextWriter Output, TextWriter Error);
