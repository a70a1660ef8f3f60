using System.CommandLine;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Users;
using StationKiosk.Protocol;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office user</c>: accounts, on the store's file; the office may run meanwhile. Whoever may read the file may use it.</summary>
public static class UserCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("user", "Who may sign in") { Add(), List(), Reset(), Remove() };

    private static Command Add()
    {
        var name = new Argument<string>("NAME") { Description = $"1 to {Accounts.NameMax} characters" };
        name.Validators.Add(result =>
        {
            if (!Accounts.IsName(result.Tokens.Single().Value))
            {
                result.AddError($"'{result.Tokens.Single().Value}' is not a name: 1 to {Accounts.NameMax} characters in one line, no space at the ends");
            }
        });
        var role = new Option<string>("--role") { Required = true, HelpName = "ROLE", Description = string.Join(" or ", Words.All<Role>().Keys) };
        role.AcceptOnlyFromAmong([.. Words.All<Role>().Keys]);
        var stations = new Option<string[]>("--station") { HelpName = "ID", Description = "Of a manager: a station of theirs, any number of times" };
        stations.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !StationId.TryParse(token.Value, out _)))
            {
                result.AddError($"--station '{token.Value}' is not a station id");
            }
        });
        var command = new Command("add", "Makes an account, or changes its role and stations; prints a one-time link with which the password is chosen") { name, role, stations }
            .WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((settings, context) =>
        {
            string account = arguments.GetRequiredValue(name);
            var kind = Words.Read<Role>(arguments.GetRequiredValue(role))!.Value;
            var known = context.Store.Read(tables => tables.Accounts.Of(account));
            Change(context, account, "user-saved", tables => tables.Accounts.Put(new Account(
                account, kind, kind == Role.Manager ? arguments.GetValue(stations) ?? [] : [], known?.Password, TimeProvider.System.GetUtcNow())));
            return known?.Password is null ? PrintLink(settings, context, account) : 0;
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists every account").WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            foreach (var account in context.Store.Read(tables => tables.Accounts.All()))
            {
                context.Output.WriteLine($"{account.Name}  {account.Role.Word()}  {string.Join(' ', account.Stations)}{(account.Password is null ? "  no password yet" : "")}");
            }

            return 0;
        }));
        return command;
    }

    private static Command Reset()
    {
        var name = new Argument<string>("NAME") { Description = "The account" };
        var command = new Command("reset", "Prints a one-time link with which a user chooses a new password") { name }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((settings, context) =>
        {
            string account = arguments.GetRequiredValue(name);
            return context.Store.Read(tables => tables.Accounts.Of(account)) is null ? NoSuch(context, account) : PrintLink(settings, context, account);
        }));
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("NAME") { Description = "The account" };
        var command = new Command("remove", "Removes an account and ends its sessions") { name }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            string account = arguments.GetRequiredValue(name);
            if (context.Store.Read(tables => tables.Accounts.Of(account)) is null)
            {
                return NoSuch(context, account);
            }

            Change(context, account, "user-removed", tables => tables.Accounts.Remove(account));
            context.Output.WriteLine($"user {account} removed");
            return 0;
        }));
        return command;
    }

    private static void Change(CommandContext context, string account, string action, Action<StoreTables> change) => context.Store.Write(tables =>
    {
        change(tables);
        tables.Accounts.Log(new AuditEntry(TimeProvider.System.GetUtcNow(), Account: null, action, account, Address: null));
        return true;
    });

    private static int PrintLink(OfficeSettings settings, CommandContext context, string account)
    {
        string link = Tokens.New();
        var ends = TimeProvider.System.GetUtcNow() + Accounts.LinkLasts;
        Change(context, account, "user-link-made", tables => tables.Accounts.Invite(Tokens.Hash(link), account, ends));
        context.Output.WriteLine(new Uri(settings.Url, UserApi.PathOf(link)));
        context.Error.WriteLine($"good once, until {Protocol.Messages.UtcTimeConverter.Text(ends)}");
        return 0;
    }

    private static int NoSuch(CommandContext context, string account)
    {
        context.Error.WriteLine($"station-office: there is no user '{account}'; station-office user list names those that are");
        return 1;
    }
}
