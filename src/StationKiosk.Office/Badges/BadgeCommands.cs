using System.CommandLine;

namespace StationKiosk.Office.Badges;

/// <summary>
/// <c>badge keygen|issue|verify|revoke</c>. Exit codes: 0 done or valid, 1 not valid, 2 bad input, which gets one line on standard
/// error that names the thing and the remedy.
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
    /// <param name="open">Opens the office that a configuration file describes (null: the default one). Only <c>revoke</c>, and <c>verify</c>
    /// without <c>--keys</c>, call it.</param>
    /// <param name="time">What is now.</param>
    public static Command Create(Func<string?, BadgeOffice> open, TimeProvider time) => new("badge", "Issuer keys and workers' badges")
    {
        KeygenCommand.Create(),
        IssueCommand.Create(time),
        VerifyCommand.Create(open, time),
        RevokeCommand.Create(open),
    };

    /// <summary>Expected failures end as one line and exit code 2; any other is a bug and escapes.</summary>
    internal static void SetCheckedAction(this Command command, Func<ParseResult, int> act) => command.SetAction(parsed =>
    {
        try
        {
            return act(parsed);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"badge {command.Name}: {Argument.OneLine(e.Message)}");
            return BadInput;
        }
    });
}
