using System.CommandLine;

namespace StationKiosk.Office.Trust;

/// <summary><c>station-office trust init|renew</c>: the network's authority and what the broker runs with.</summary>
public static class TrustCommand
{
    /// <summary>Where the package puts the broker's gate.</summary>
    public const string PluginDefault = "/usr/lib/station-office/station_gate.so";

    /// <summary>The command.</summary>
    public static Command Create() => new("trust", "The network's certificates") { Init(), Renew() };

    private static Command Init()
    {
        var folder = Folder();
        var hosts = new Option<string[]>("--host")
        {
            Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "NAME…",
            Description = "Names and addresses of this machine; stations use the first",
        };
        var brokerPort = Port("--broker-port", 8883, "The broker's TLS port");
        var enrolmentPort = Port("--enrolment-port", 8443, "The port where stations enrol");
        var plugin = new Option<string>("--plugin") { HelpName = "FILE", DefaultValueFactory = _ => PluginDefault, Description = "mosquitto's gate, without which it takes MQTT below 5" };
        var command = new Command("init", "Makes the network's authority, the broker's certificate and mosquitto's configuration") { folder, hosts, brokerPort, enrolmentPort, plugin };
        command.SetAction(parsed => Guarded(parsed, () =>
        {
            string[] names = parsed.GetRequiredValue(hosts);
            string gate = Path.GetFullPath(parsed.GetRequiredValue(plugin));
            if (names.FirstOrDefault(name => Uri.CheckHostName(name) == UriHostNameType.Unknown || name.Length > 100) is { } bad)
            {
                throw new IOException($"--host '{bad}' is not a name or address of at most 100 characters");
            }

            if (!File.Exists(gate))
            {
                throw new IOException($"the gate {gate} is not there; build it with provisioning/mosquitto/build.sh and name it with --plugin");
            }

            var made = new TrustFolder(parsed.GetRequiredValue(folder));
            made.Create(new TrustNetwork(names, parsed.GetValue(brokerPort), parsed.GetValue(enrolmentPort)), gate, TimeProvider.System);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"authority  {made.Path}: ca.key.pem is the network: back it up where nobody else reads it");
            output.WriteLine($"office     {made.OfficeSettings}: its settings for this network, to be put into office.json or office.d/");
            output.WriteLine($"broker     {Path.Combine(made.BrokerFolder, "mosquitto.conf")}: mosquitto -c runs with it");
        }));
        return command;
    }

    private static Command Renew()
    {
        var folder = Folder();
        var command = new Command("renew", "Renews the broker's and the office's certificates if two thirds of their life are over") { folder };
        command.SetAction(parsed => Guarded(parsed, () => parsed.InvocationConfiguration.Output.WriteLine(
            new TrustFolder(parsed.GetRequiredValue(folder)).RenewServersIfDue(TimeProvider.System.GetUtcNow())
                ? "renewed; restart the office and let the broker read its files again"
                : "nothing to renew yet")));
        return command;
    }

    private static Option<string> Folder() => new("--out") { Required = true, HelpName = "DIR", Description = "The folder of the network's trust" };

    private static Option<int> Port(string name, int fallback, string description)
    {
        var option = new Option<int>(name) { HelpName = "PORT", DefaultValueFactory = _ => fallback, Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out int port) && port is > 0 and <= 65535))
            {
                result.AddError($"{name} '{token.Value}' is not a port from 1 to 65535");
            }
        });
        return option;
    }

    private static int Guarded(ParseResult parsed, Action act)
    {
        try
        {
            act();
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"station-office trust: {e.Message}");
            return 2;
        }
    }
}
