using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>Makes one connection to the broker: reads the certificate files as they are now, and tries one way after the other.</summary>
/// <param name="options">Where the broker is.</param>
/// <param name="station">This station.</param>
/// <param name="clock">The kiosk's time.</param>
/// <param name="floor">The kiosk's clock is certainly not before this, whatever it says.</param>
/// <param name="status">Told which way worked, and when our certificate ends.</param>
public sealed class BrokerDialer(UplinkOptions options, StationId station, KioskClock clock, Func<DateTimeOffset> floor, UplinkStatus status)
{
    private readonly WayOrder _ways = new(
        options.Fallback is { } url ? [new BrokerWay(options.Host, options.Port), new BrokerWay(url.Host, url.Port, url)] : [new BrokerWay(options.Host, options.Port)]);

    /// <summary>Connects.</summary>
    /// <param name="will">Published by the broker when the connection ends without a goodbye.</param>
    /// <param name="stop">The kiosk stops.</param>
    /// <exception cref="LinkException">No way leads to the broker; the message says why of each.</exception>
    public async Task<ILink> ConnectAsync(LinkMessage will, CancellationToken stop)
    {
        var identity = Identity();
        status.CertificateExpires = identity?.Expires;
        var faults = new List<string>();
        try
        {
            foreach (var way in _ways.At(clock.Mono))
            {
                try
                {
                    var link = await MqttLink.ConnectAsync(way, identity, Now(), options.KeepAlive, station, will, clock.Time, stop);
                    _ways.Worked(way, clock.Mono);
                    status.Via = new LinkWay(way.ToString(), faults.Count > 0 ? faults[0] : null);
                    identity = null; // It is the link's now.
                    return link;
                }
                catch (LinkException e)
                {
                    faults.Add(e.Message);
                }
            }
        }
        finally
        {
            identity?.Dispose();
        }

        throw new LinkException(string.Join("; ", faults));
    }

    /// <summary>For certificates, which last for days and more.</summary>
    private static readonly TimeSpan BelievedWithin = TimeSpan.FromMinutes(1);

    private JudgingTime Now()
    {
        var now = clock.Now();
        return new JudgingTime(now.Time, floor(), now.IsGoodTo(BelievedWithin));
    }

    private TlsIdentity? Identity()
    {
        try
        {
            return options.Tls is { } tls ? TlsIdentity.Load(tls) : null;
        }
        catch (TlsException e)
        {
            throw new LinkException(e.Message, e);
        }
    }
}
