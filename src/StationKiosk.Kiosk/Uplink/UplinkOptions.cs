using StationKiosk.Hosting.Settings;
using StationKiosk.Hosting.Tls;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>Where the broker is and how patient the uplink is.</summary>
/// <param name="Host">The broker's host name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">How the connection is secured; null for plain TCP.</param>
/// <param name="Fallback">The broker's WebSocket, tried where <paramref name="Port"/> cannot be reached; null for none.</param>
/// <param name="KeepAlive">MQTT keep-alive; 5 s to 10 min.</param>
/// <param name="ReceiptWithin">A sent event without a receipt after this means that the link only looks alive: it is dropped; 2 s to 10 min.</param>
/// <param name="RetryDelayMin">First wait after a failure, before jitter; 50 ms to 1 min.</param>
/// <param name="RetryDelayMax">Longest wait after failures, before jitter; 1 s to 1 h.</param>
public sealed record UplinkOptions(
    string Host, int Port, TlsOptions? Tls, Uri? Fallback, TimeSpan KeepAlive, TimeSpan ReceiptWithin, TimeSpan RetryDelayMin, TimeSpan RetryDelayMax)
{
    /// <summary>The port of MQTT over TLS (IANA: secure-mqtt).</summary>
    public const int TlsPort = 8883;

    /// <summary>What holds where nothing is set.</summary>
    public static readonly UplinkOptions Default = new(
        "127.0.0.1", 1883, Tls: null, Fallback: null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    /// <summary>Reads <c>Broker:…</c>.</summary>
    public static UplinkOptions Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var section = root.Section("Broker");
        var tls = TlsOptions.Read(section);
        return new UplinkOptions(
            section.Text("Host", Default.Host, host => Uri.CheckHostName(host) != UriHostNameType.Unknown, "a host name or address"),
            section.Integer("Port", tls is null ? Default.Port : TlsPort, 1, 65535),
            tls,
            ReadFallback(section, tls),
            section.Duration("KeepAlive", Default.KeepAlive, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            section.Duration("ReceiptWithin", Default.ReceiptWithin, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10)),
            section.Duration("RetryDelayMin", Default.RetryDelayMin, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            section.Duration("RetryDelayMax", Default.RetryDelayMax, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
    }

    /// <summary>The fallback is never weaker than the way it stands in for.</summary>
    private static Uri? ReadFallback(SettingsReader broker, TlsOptions? tls)
    {
        string? url = broker.OptionalText("Fallback:Url", IsWebSocket, "the broker's WebSocket, such as wss://office.example/mqtt");
        if (url is null)
        {
            return null;
        }

        var fallback = new Uri(url);
        if (tls is null != (fallback.Scheme == Uri.UriSchemeWs))
        {
            broker.Fault("Fallback:Url", url, tls is null ? "ws://…, or set Broker:Tls:Enabled to true" : "wss://…, for Broker:Tls:Enabled is true");
        }

        return fallback;
    }

    private static bool IsWebSocket(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeWs || url.Scheme == Uri.UriSchemeWss) && url.UserInfo.Length == 0;
}
