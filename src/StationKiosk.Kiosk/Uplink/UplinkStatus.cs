using System.Globalization;
using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>How the uplink is, for the page and the metrics.</summary>
/// <param name="clock">For since when.</param>
public sealed class UplinkStatus(KioskClock clock)
{
    private long _eventsSent;
    private long _connections;
    private long _receipts;
    private int _takenOver;

    /// <summary>Whether there is a connection, since when, and if not, why not. One value, so that it is never half new.</summary>
    public LinkState Link { get; private set; } = new(Connected: false, clock.Now().Time, "not connected yet");

    /// <summary>The way the last connection was made; null before the first.</summary>
    public LinkWay? Via { get; set; }

    /// <summary>Why an event is not sent although there is a connection; null where all are.</summary>
    public string? Parked { get; set; }

    /// <summary>Whether and how often another device took our place at the broker, with what to do; null where none did since the start.</summary>
    public string? IdentityFault { get; private set; }

    /// <summary>When our certificate ends; null where none is used, or none can be read.</summary>
    public DateTimeOffset? CertificateExpires { get; set; }

    /// <summary>How far the office's clock was ahead of ours at the last fresh receipt, in milliseconds; null where none came.</summary>
    public long? OfficeOffset { get; set; }

    /// <summary>Events sent since the start, resends included.</summary>
    public long EventsSent => Volatile.Read(ref _eventsSent);

    /// <summary>Connections made since the start.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>Fresh receipts since the start.</summary>
    public long Receipts => Volatile.Read(ref _receipts);

    internal void Connected()
    {
        Interlocked.Increment(ref _connections);
        Parked = null;
        Link = new LinkState(Connected: true, clock.Now().Time, Why: null, Via);
    }

    internal void Lost(string why) =>
        Link = new LinkState(Connected: false, Link.Connected ? clock.Now().Time : Link.Since, why);

    internal void TakenOver()
    {
        _takenOver++;
        IdentityFault = string.Create(
            CultureInfo.InvariantCulture,
            $"Another device uses this station's identity: it took our place at the broker {_takenOver} time{(_takenOver == 1 ? "" : "s")}, last at {clock.Now().Time:yyyy-MM-dd HH:mm} UTC. Take the copied card or the second kiosk away.");
    }

    internal void Sent(int events) => Interlocked.Add(ref _eventsSent, events);

    internal void Receipted() => Interlocked.Increment(ref _receipts);
}

/// <summary>The connection to the broker.</summary>
/// <param name="Connected">Whether there is one.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Why">If not connected, why.</param>
/// <param name="Via">If connected, which way.</param>
public sealed record LinkState(bool Connected, DateTimeOffset Since, string? Why, LinkWay? Via = null);

/// <summary>The way a connection was made.</summary>
/// <param name="Way">Host and port, or the address of a WebSocket.</param>
/// <param name="InsteadOf">Why it is not the way that was wanted first; null where it is.</param>
public sealed record LinkWay(string Way, string? InsteadOf);
