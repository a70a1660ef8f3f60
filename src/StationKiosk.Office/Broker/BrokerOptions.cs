using System.Net;
using StationKiosk.Hosting.Settings;
using StationKiosk.Hosting.Tls;

namespace StationKiosk.Office.Broker;

/// <summary>Where the MQTT broker is (closed set).</summary>
public enum BrokerMode
{
    /// <summary>In this process: enough for a small network.</summary>
    Embedded,

    /// <summary>A broker of its own, such as mosquitto.</summary>
    External,
}

/// <summary>The MQTT broker.</summary>
/// <param name="Mode">In this process, or elsewhere.</param>
/// <param name="Host">Where the office connects to.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="Listen">For the embedded broker: the address it listens on.</param>
/// <param name="User">For an external broker: the office's user name; null for none.</param>
/// <param name="PasswordFile">For an external broker: a file whose first line is the password; null for none.</param>
/// <param name="Tls">For an external broker: how the connection is secured; null for plain TCP.</param>
/// <param name="Collector">For an external broker that several offices on one store collect from: this one's name among them; null where it is the only one.</param>
public sealed record BrokerOptions(BrokerMode Mode, string Host, int Port, IPAddress Listen, string? User, string? PasswordFile, TlsOptions? Tls = null, string? Collector = null)
{
    private static readonly Dictionary<string, BrokerMode> Modes = new(StringComparer.Ordinal)
    {
        ["embedded"] = BrokerMode.Embedded,
        ["external"] = BrokerMode.External,
    };

    /// <summary>Reads section <c>Broker</c>.</summary>
    public static BrokerOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var mode = settings.Choice("Mode", BrokerMode.Embedded, Modes);
        string? host = settings.OptionalText("Host", text => text.Length > 0, "the host name or address of the external broker");
        var tls = TlsOptions.Read(settings);
        int port = settings.Integer("Port", tls is null ? 1883 : 8883, 1, 65535);
        string listen = settings.Text("Listen", "127.0.0.1", text => IPAddress.TryParse(text, out _), "an IP address of this machine, or 0.0.0.0 for all");
        string? user = settings.OptionalText("User", text => text.Length > 0, "the office's user name at the external broker");
        string? passwordFile = settings.OptionalText("PasswordFile", File.Exists, "a file that exists; its first line is the password");
        string? collector = settings.OptionalText("Collector", IsName, "a name of 1 to 20 of a-z and 0-9, another for each collector");
        if (mode == BrokerMode.External && host is null)
        {
            settings.Fault("Host", value: null, "the host name or address of the external broker");
        }

        if (mode == BrokerMode.Embedded)
        {
            RejectIfSet(settings, "Host", host);
            RejectIfSet(settings, "User", user);
            RejectIfSet(settings, "PasswordFile", passwordFile);
            RejectIfSet(settings, "Collector", collector);
            RejectIfSet(settings, "Tls:Enabled", tls is null ? null : "true");
        }

        var address = IPAddress.TryParse(listen, out var parsed) ? parsed : IPAddress.Loopback;
        return new BrokerOptions(mode, host ?? "127.0.0.1", port, address, user, passwordFile, tls, collector);
    }

    private static bool IsName(string text) => text.Length is >= 1 and <= 20 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private static void RejectIfSet(SettingsReader settings, string name, string? value)
    {
        if (value is not null)
        {
            settings.Fault(name, value, "leave it out, or set Broker:Mode to external");
        }
    }
}
