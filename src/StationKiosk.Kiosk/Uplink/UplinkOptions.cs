using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>Where the broker is and how patient the uplink is.</summary>
/// <param name="Host">The broker's host name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="KeepAlive">MQTT keep-alive; 5 s to 10 min.</param>
/// <param name="ReceiptWithin">A sent event without a receipt after this means that the link only looks alive: it is dropped; 2 s to 10 min.</param>
/// <param name="RetryDelayMin">First wait after a failure, before jitter; 50 ms to 1 min.</param>
/// <param name="RetryDelayMax">Longest wait after failures, before jitter; 1 s to 1 h.</param>
public sealed record UplinkOptions(string Host, int Port, TimeSpan KeepAlive, TimeSpan ReceiptWithin, TimeSpan RetryDelayMin, TimeSpan RetryDelayMax)
{
    /// <summary>What holds where nothing is set.</summary>
    public static readonly UplinkOptions Default = new(
        "127.0.0.1", 1883, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    /// <summary>Reads <c>Broker:…</c>.</summary>
    public static UplinkOptions Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var section = root.Section("Broker");
        return new UplinkOptions(
            section.Text("Host", Default.Host, host => Uri.CheckHostName(host) != UriHostNameType.Unknown, "a host name or address"),
            section.Integer("Port", Default.Port, 1, 65535),
            section.Duration("KeepAlive", Default.KeepAlive, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            section.Duration("ReceiptWithin", Default.ReceiptWithin, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10)),
            section.Duration("RetryDelayMin", Default.RetryDelayMin, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            section.Duration("RetryDelayMax", Default.RetryDelayMax, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
    }
}
