using System.CommandLine;
using StationKiosk.Office.Commands;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Badges;

/// <summary>
/// <c>badge keygen|issue|verify|revoke</c>. Exit codes: 0 done or valid, 1 not valid, 2 bad input, which gets one line on standard
/// error that names the thing and the remedy; 78 settings that cannot be used.
/// </summary>
public static class BadgeCommands
{
    /// <summary>Done, or valid.</summary>
    public const int Ok = 0;

    /// <summary>The badge was read, and is not valid.</summary>
    public const int NotValid = 1;

    /// <summary>An argument or a file that cannot be used; nothing was changed.</summary>
    public const int BadInput = 2;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => Create(TimeProvider.System);

    /// <summary>The command with its subcommands, at a time of the caller's.</summary>
    public static Command Create(TimeProvider time) => new("badge", "Issuer keys and workers' badges")
    {
        KeygenCommand.Create(),
        IssueCommand.Create(time),
        VerifyCommand.Create(time),
        RevokeCommand.Create(time),
    };

    internal static void SetCheckedAction(this Command command, Func<ParseResult, int> act) =>
        command.SetAction(parsed => Checked(command, parsed, () => act(parsed)));

    internal static void SetCheckedAction(this Command command, Func<ParseResult, OfficeSettings, int> act) =>
        command.WithSettings().SetAction((parsed, _) => parsed.WithSettings(settings => Task.FromResult(Checked(command, parsed, () => act(parsed, settings)))));

    /// <summary>Opens the office's store, and never makes an empty one in the wrong place.</summary>
    internal static OfficeStore OpenStore(OfficeSettings settings) => File.Exists(settings.Store.Path)
        ? OfficeStore.Open(settings.Store.Path)
        : throw new FormatException($"the office's store {Arguments.Shown(settings.Store.Path)} is not there; name the office's settings with --config FILE");

    /// <summary>Expected failures end as one line; any other is a bug and escapes.</summary>
    private static int Checked(Command command, ParseResult parsed, Func<int> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"station-office badge {command.Name}: {Arguments.OneLine(e.Message)}");
            return BadInput;
        }
    }
}
