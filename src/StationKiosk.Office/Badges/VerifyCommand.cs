using System.CommandLine;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Badges;

/// <summary><c>badge verify TEXT|IMAGE [--keys DIR]</c>: one line for each badge; 0 where every one is valid, 1 where one is not.</summary>
internal static class VerifyCommand
{
    public static Command Create(TimeProvider time)
    {
        var subject = new Argument<string>("TEXT|IMAGE") { Description = "A badge's text, or a picture file of it" };
        var folder = new Option<string>("--keys") { Description = "Folder of issuers' public keys; left out: the office's, with its revocations", HelpName = "DIR" };
        var command = new Command("verify", "Says what a badge says and whether it is valid") { subject, folder };
        command.SetCheckedAction((parsed, settings) =>
        {
            var texts = Texts(parsed.GetValue(subject) ?? "");
            var findings = Arguments.OptionalPath(parsed, folder) is { } keys
                ? Findings(texts, keys, isRevoked: null, time)
                : WithOffice(texts, settings, time);
            findings.ForEach(finding => parsed.InvocationConfiguration.Output.WriteLine(finding.Sentence));
            return findings.TrueForAll(finding => finding.Reason is null) ? BadgeCommands.Ok : BadgeCommands.NotValid;
        });
        return command;
    }

    private static List<BadgeFinding> WithOffice(IReadOnlyList<string> texts, OfficeSettings settings, TimeProvider time)
    {
        using var store = BadgeCommands.OpenStore(settings);
        return Findings(texts, settings.Keys.KeyFolder, (kind, id) => store.Read(tables => tables.Revocations.At(kind, id) is not null), time);
    }

    private static List<BadgeFinding> Findings(IReadOnlyList<string> texts, string folder, Func<Revocable, string, bool>? isRevoked, TimeProvider time)
    {
        var keys = IssuerKeyFiles.ReadFolder(folder);
        return [.. texts.Select(text => BadgeFinding.Of(text, keys, isRevoked, time.GetUtcNow()))];
    }

    private static IReadOnlyList<string> Texts(string argument) => argument switch
    {
        _ when argument.StartsWith(BadgeText.Prefix, StringComparison.Ordinal) => [argument.Trim()],
        _ when File.Exists(argument) => KioskDecoder.Texts(argument),
        _ => throw new FormatException($"{Arguments.Shown(argument)} is neither a badge's text ({BadgeText.Prefix}…) nor a picture file that is there"),
    };
}
