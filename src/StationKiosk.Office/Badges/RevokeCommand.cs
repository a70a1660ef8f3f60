using System.CommandLine;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Badges;

/// <summary><c>badge revoke BADGE-ID|PSEUDONYM [--kind …] [--config FILE]</c>.</summary>
internal static class RevokeCommand
{
    private static readonly Dictionary<string, Func<string?, bool>> Kinds = new()
    {
        [RevocationKind.Badge] = Badge.IsId,
        [RevocationKind.Subject] = Badge.IsSubject,
        [RevocationKind.Card] = Badge.IsId,
    };

    public static Command Create(Func<string?, BadgeOffice> open)
    {
        var value = new Argument<string>("BADGE-ID|PSEUDONYM") { Description = "A lost badge by its id, or all badges of a worker" };
        var kind = new Option<string>("--kind") { Description = $"{string.Join(", ", Kinds.Keys)}; left out: seen from the value", HelpName = "KIND" };
        var config = ConfigOption.Create();
        var command = new Command("revoke", "Withdraws a badge, every badge of a worker, or a wall card") { value, kind, config };
        command.SetCheckedAction(parsed =>
        {
            string revoked = parsed.GetValue(value) ?? "";
            string of = parsed.GetValue(kind) is null ? KindOf(revoked) : Checked(Argument.Choice(parsed, kind, Kinds), parsed.GetValue(kind)!, revoked);
            open(Argument.OptionalPath(parsed, config)).Revoke(of, revoked);
            parsed.InvocationConfiguration.Output.WriteLine($"revoked {of} {revoked}; a kiosk refuses it as soon as the office's new list reaches it");
            return BadgeCommands.Ok;
        });
        return command;
    }

    private static string KindOf(string value) => (Badge.IsId(value), Badge.IsSubject(value)) switch
    {
        (true, false) => RevocationKind.Badge,
        (false, true) => RevocationKind.Subject,
        (true, true) => throw new FormatException($"{Argument.Shown(value)} can be a badge's id and a pseudonym; say --kind badge or --kind subject"),
        _ => throw new FormatException($"{Argument.Shown(value)} is neither a badge id (16 of 0-9 a-f) nor a pseudonym (8 to 26 of A-Z 2-7); badge verify shows both"),
    };

    private static string Checked(Func<string?, bool> isOne, string kind, string value) => isOne(value)
        ? kind
        : throw new FormatException($"{Argument.Shown(value)} is not a {kind}'s {(kind == RevocationKind.Subject ? "pseudonym (8 to 26 of A-Z 2-7)" : "id (16 of 0-9 a-f)")}");
}
