using System.CommandLine;
using StationKiosk.Office.Commands;
using StationKiosk.Office.Trust;

namespace StationKiosk.Office.Updates;

/// <summary><c>station-office update key|sign|offer|ring|withdraw|status</c>: releases for the stations.</summary>
internal static class UpdateCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("update", "Releases for the stations") { Key(), Sign(), Offer(), Ring(), Withdraw(), UpdateStatus.Create() };

    private static Command Key()
    {
        var folder = new Option<string>("--out") { Required = true, HelpName = "DIR", Description = "Where the key goes: a stick that lies in a drawer" };
        var command = new Command("key", "Makes the key that signs releases") { folder }.WithSettings();
        command.SetAction((parsed, _) => WithTrust(parsed, (trust, context) =>
        {
            using var authority = trust.OpenAuthority();
            context.Output.WriteLine($"key        {ReleaseKey.Create(parsed.GetRequiredValue(folder), authority, TimeProvider.System.GetUtcNow())}: whoever has it runs what they like on every station");
        }));
        return command;
    }

    private static Command Sign()
    {
        var packages = Packages();
        var folder = new Option<string>("--key") { Required = true, HelpName = "DIR", Description = "Where update key put it" };
        var command = new Command("sign", "Signs packages of the kiosk: writes FILE.deb.sig; on any machine, no office is needed") { packages, folder };
        command.SetAction((parsed, _) =>
        {
            try
            {
                using var key = ReleaseKey.Open(parsed.GetRequiredValue(folder));
                foreach (string package in parsed.GetRequiredValue(packages))
                {
                    using var release = File.OpenRead(package);
                    File.WriteAllText($"{package}.sig", key.Sign(release));
                    parsed.InvocationConfiguration.Output.WriteLine($"signature  {package}.sig");
                }

                return Task.FromResult(0);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"station-office: {e.Message}");
                return Task.FromResult(1);
            }
        });
        return command;
    }

    private static Command Offer()
    {
        var packages = Packages();
        var ring = RingOption("Stations of this ring and below get it", 0);
        var command = new Command("offer", "Offers signed packages of one version to the stations") { packages, ring }.WithSettings();
        command.SetAction((parsed, _) => WithTrust(parsed, (trust, context) =>
        {
            using var authority = new CertificateAuthority(trust.OpenCaCertificate());
            var shelf = ReleaseShelf.Of(trust);
            string[] versions = [.. parsed.GetRequiredValue(packages).Select(package => shelf.Put(package, authority)).Distinct(StringComparer.Ordinal)];
            if (versions is not [var version])
            {
                throw new IOException($"one version at a time, not {string.Join(" and ", versions)}");
            }

            shelf.Change(plan => plan with { Version = version, Ring = parsed.GetValue(ring) });
            context.Output.WriteLine($"release    {version} for the stations of ring {parsed.GetValue(ring)} and below; they ask within the hour");
        }));
        return command;
    }

    private static Command Ring()
    {
        var station = new Argument<string>("STATION") { Description = "A station's id" };
        var ring = new Argument<int>("N") { Description = $"0 to {ReleaseShelf.RingMax}; 0 tries a release first, {ReleaseShelf.RingDefault} is for all that were put into none" };
        ring.Validators.Add(result => CheckRing(result, result.Tokens is [var token] ? token.Value : ""));
        var command = new Command("ring", "Puts a station into a ring") { station, ring }.WithSettings();
        command.SetAction((parsed, _) => WithTrust(parsed, (trust, context) =>
        {
            string id = parsed.GetRequiredValue(station);
            if (context.Store.Read(tables => tables.Stations.All()).All(each => each.Id != id))
            {
                throw new IOException($"station '{id}' is not registered; station-office station list names those that are");
            }

            ReleaseShelf.Of(trust).Change(plan => plan with { Rings = new Dictionary<string, int>(plan.Rings, StringComparer.Ordinal) { [id] = parsed.GetValue(ring) } });
            context.Output.WriteLine($"station {id}: ring {parsed.GetValue(ring)}");
        }));
        return command;
    }

    private static Command Withdraw()
    {
        var command = new Command("withdraw", "Offers no release any more; stations that have it keep it").WithSettings();
        command.SetAction((parsed, _) => WithTrust(parsed, (trust, context) =>
        {
            ReleaseShelf.Of(trust).Change(plan => plan with { Version = null, Ring = 0 });
            context.Output.WriteLine("no release is offered");
        }));
        return command;
    }

    /// <summary>Runs on the network's trust; expected failures are one line and exit code 1.</summary>
    internal static Task<int> WithTrust(ParseResult parsed, Action<TrustFolder, CommandContext> act) => parsed.WithStore((settings, context) => StationTrustCommands.Guarded(context, () =>
        act(new TrustFolder(settings.Trust.Folder ?? throw new IOException("Trust:Folder is not set: this network has no certificates; station-office trust init makes them")), context)));

    private static Argument<string[]> Packages() => new("FILE") { Description = "station-kiosk_VERSION_ARCHITECTURE.deb, any number", Arity = ArgumentArity.OneOrMore };

    private static Option<int> RingOption(string description, int fallback)
    {
        var option = new Option<int>("--ring") { HelpName = "N", DefaultValueFactory = _ => fallback, Description = description };
        option.Validators.Add(result => CheckRing(result, result.Tokens is [var token] ? token.Value : "0"));
        return option;
    }

    private static void CheckRing(System.CommandLine.Parsing.SymbolResult result, string text)
    {
        if (!(int.TryParse(text, out int ring) && ring is >= 0 and <= ReleaseShelf.RingMax))
        {
            result.AddError($"'{text}' is not a ring from 0 to {ReleaseShelf.RingMax}");
        }
    }
}
