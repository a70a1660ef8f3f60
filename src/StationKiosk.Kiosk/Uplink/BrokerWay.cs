namespace StationKiosk.Kiosk.Uplink;

/// <summary>One way to the broker.</summary>
/// <param name="Host">The host; what its certificate has to name.</param>
/// <param name="Port">The port.</param>
/// <param name="WebSocket">Null for MQTT over TCP or TLS.</param>
public sealed record BrokerWay(string Host, int Port, Uri? WebSocket = null)
{
    /// <inheritdoc/>
    public override string ToString() => WebSocket?.ToString() ?? $"{Host}:{Port}";
}

/// <summary>
/// Pure: which way to the broker to try first. The one that worked last, for a network that blocks a port blocks it the next time too; but the
/// first of the list has its turn again after <see cref="FirstAgainAfter"/>, for it is the better one.
/// </summary>
/// <param name="ways">In the order in which they are wanted.</param>
public sealed class WayOrder(IReadOnlyList<BrokerWay> ways)
{
    /// <summary>How long a fallback that worked stays the first to be tried.</summary>
    public static readonly TimeSpan FirstAgainAfter = TimeSpan.FromHours(1);

    private int _worked;
    private long _since;

    /// <summary>The ways, in the order in which to try them now.</summary>
    public IReadOnlyList<BrokerWay> At(long mono)
    {
        if (_worked > 0 && mono - _since >= (long)FirstAgainAfter.TotalMilliseconds)
        {
            _worked = 0;
        }

        return [ways[_worked], .. ways.Where((_, index) => index != _worked)];
    }

    /// <summary>A way worked.</summary>
    public void Worked(BrokerWay way, long mono)
    {
        int index = ways.ToList().IndexOf(way);
        if (index != _worked)
        {
            (_worked, _since) = (index, mono);
        }
    }
}
