using System.CommandLine;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Badges;

/// <summary><c>badge revoke BADGE-ID|PSEUDONYM [--kind badge|subject|card]</c>.</summary>
internal static class RevokeCommand
{
    public static Command Create(TimeProvider time)
    {
        var value = new Argument<string>("BADGE-ID|PSEUDONYM") { Description = "A lost badge by its id, or all badges of a worker" };
        var kind = new Option<string>("--kind") { Description = $"{string.Join(", ", Words.All<Revocable>().Keys)}; left out: seen from the value", HelpName = "KIND" };
        var command = new Command("revoke", "Withdraws a badge, every badge of a worker, or a wall card") { value, kind };
        command.SetCheckedAction((parsed, settings) =>
        {
            string id = parsed.GetValue(value) ?? "";
            var what = parsed.GetValue(kind) is null ? KindOf(id) : Checked(Arguments.Choice(parsed, kind, Words.All<Revocable>()), id);
            using var store = BadgeCommands.OpenStore(settings);
            bool isNew = store.Write(tables => tables.Revocations.Add(new Revocation(what, id, time.GetUtcNow())));
            parsed.InvocationConfiguration.Output.WriteLine(isNew
                ? $"revoked {what.Word()} {id}; a kiosk refuses it as soon as the office's new list reaches it"
                : $"{what.Word()} {id} was revoked before");
            return BadgeCommands.Ok;
        });
        return command;
    }

    private static Revocable KindOf(string id) => (Badge.IsId(id), Badge.IsSubject(id)) switch
    {
        (true, false) => Revocable.Badge,
        (false, true) => Revocable.Subject,
        (true, true) => throw new FormatException($"{Arguments.Shown(id)} can be a badge's id and a pseudonym; say --kind badge or --kind subject"),
        _ => throw new FormatException($"{Arguments.Shown(id)} is neither a badge id (16 of 0-9 a-f) nor a pseudonym (8 to 26 of A-Z 2-7); badge verify shows both"),
    };

    private static Revocable Checked(Revocable kind, string id) => (kind == Revocable.Subject ? Badge.IsSubject(id) : Badge.IsId(id))
        ? kind
        : throw new FormatException($"{Arguments.Shown(id)} is not a {kind.Word()}'s {(kind == Revocable.Subject ? "pseudonym (8 to 26 of A-Z 2-7)" : "id (16 of 0-9 a-f)")}");
}
