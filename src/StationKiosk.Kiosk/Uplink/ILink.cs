using System.Threading.Channels;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>A message to or from the broker.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The bytes.</param>
/// <param name="Retain">To be retained; of a received one: it was retained, so it is not news.</param>
/// <param name="ContentEncoding">The MQTT 5 user property of that name; null for none.</param>
/// <param name="Request">Of a request, or of the answer to one; null for any other.</param>
public sealed record LinkMessage(string Topic, byte[] Payload, bool Retain, string? ContentEncoding = null, LinkRequest? Request = null);

/// <summary>What MQTT 5 says of a request besides its topic (4.10).</summary>
/// <param name="ResponseTopic">Where the answer goes; of an answer null.</param>
/// <param name="Correlation">What the answer carries back.</param>
/// <param name="ExpiresIn">What the broker left of the request's time (3.3.2.3.3: it counts down, so our own clock plays no part); null where there is no limit.</param>
public sealed record LinkRequest(string? ResponseTopic, byte[] Correlation, TimeSpan? ExpiresIn);

/// <summary>One connection to the broker, from its CONNACK to its end. It is never reopened: a new connection is a new link.</summary>
public interface ILink : IAsyncDisposable
{
    /// <summary>What comes in; completes when the connection is gone.</summary>
    ChannelReader<LinkMessage> Received { get; }

    /// <summary>Publishes that may wait for the broker's word at once: its Receive Maximum.</summary>
    int UnacknowledgedMax { get; }

    /// <summary>Bytes of the largest packet that the broker takes: its Maximum Packet Size.</summary>
    long PacketBytesMax { get; }

    /// <summary>The keep-alive that holds: ours, or the broker's where it names one.</summary>
    TimeSpan KeepAlive { get; }

    /// <summary>Why the connection ended, once it has.</summary>
    LinkException? Ended { get; }

    /// <summary>Asks the broker for a sign of life and returns when it gave one.</summary>
    /// <exception cref="LinkException">It gave none in time, or the connection is gone.</exception>
    Task PingAsync(CancellationToken stop);

    /// <summary>Asks for topics, QoS 1.</summary>
    /// <exception cref="LinkException">Refused, or the connection is gone.</exception>
    Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop);

    /// <summary>Publishes with QoS 1 and returns when the broker has taken it, which says nothing about the office.</summary>
    /// <exception cref="LinkException">Refused, no answer in time, or the connection is gone.</exception>
    Task PublishAsync(LinkMessage message, CancellationToken stop);
}

/// <summary>The broker cannot be reached, refused, or the connection broke. The message says which, in a sentence.</summary>
public sealed class LinkException : Exception
{
    /// <summary>As said in <paramref name="message"/>.</summary>
    public LinkException(string message)
        : base(message)
    {
    }

    /// <summary>As said in <paramref name="message"/>, because of <paramref name="inner"/>.</summary>
    public LinkException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The broker ended the connection because another client came under our name (MQTT 5 reason 0x8E).</summary>
    public bool IsTakenOver { get; init; }
}
