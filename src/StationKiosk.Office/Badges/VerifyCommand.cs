using System.CommandLine;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Badges;

/// <summary><c>badge verify TEXT|IMAGE [--keys DIR]</c>: one line for each badge; 0 where every one is valid, 1 where one is not.</summary>
internal static class VerifyCommand
{
    public static Command Create(Func<string?, BadgeOffice> open, TimeProvider time)
    {
        var subject = new Argument<string>("TEXT|IMAGE") { Description = "A badge's text, or a picture file of it" };
        var folder = new Option<string>("--keys") { Description = "Folder of issuers' public keys; left out: the office's, with its revocations", HelpName = "DIR" };
        var config = ConfigOption.Create();
        var command = new Command("verify", "Says what a badge says and whether it is valid") { subject, folder, config };
        command.SetCheckedAction(parsed =>
        {
            var texts = Texts(parsed.GetValue(subject) ?? "");
            var office = Argument.OptionalPath(parsed, folder) is null ? open(Argument.OptionalPath(parsed, config)) : null;
            var keys = IssuerKeyFiles.ReadFolder(office?.KeyFolder ?? Argument.Path(parsed, folder));
            var checks = texts.Select(text => BadgeCheck.Of(text, keys, office?.IsRevoked, time.GetUtcNow())).ToList();
            checks.ForEach(check => parsed.InvocationConfiguration.Output.WriteLine(check.Sentence));
            return checks.TrueForAll(check => check.Reason is null) ? BadgeCommands.Ok : BadgeCommands.NotValid;
        });
        return command;
    }

    private static IReadOnlyList<string> Texts(string argument) => argument switch
    {
        _ when argument.StartsWith(BadgeText.Prefix, StringComparison.Ordinal) => [argument.Trim()],
        _ when File.Exists(argument) => KioskDecoder.Texts(argument),
        _ => throw new FormatException($"{Argument.Shown(argument)} is neither a badge's text ({BadgeText.Prefix}…) nor a picture file that is there"),
    };
}
