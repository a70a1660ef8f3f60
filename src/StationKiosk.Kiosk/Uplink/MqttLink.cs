using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using StationKiosk.Hosting.Tls;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>The link over MQTT 5 by MQTTnet: the only file of the kiosk that knows that library.</summary>
public sealed class MqttLink : ILink
{
    /// <summary>Longest wait for the broker's answer to a connect, subscribe or publish.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a dead connection to take our goodbye.</summary>
    public static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(1);

    /// <summary>Incoming messages waiting to be handled; the office sends few, and beyond it the newest are dropped with the connection.</summary>
    public const int ReceivedMax = 1_000;

    /// <summary>Unacknowledged publishes where the broker names no limit; measured best is about 100, more collapses.</summary>
    public const int UnacknowledgedDefault = 100;

    /// <summary>Bytes of the socket's buffers: what a link carries in one round trip is bounded by them, and the library's own 8,192 are less than a batch.</summary>
    public const int SocketBuffer = 128 * 1024;

    private readonly IMqttClient _client;
    private readonly TimeProvider _time;
    private TlsIdentity? _identity;
    private readonly Channel<LinkMessage> _received = Channel.CreateBounded<LinkMessage>(ReceivedMax);

    private MqttLink(IMqttClient client, TimeProvider time)
    {
        (_client, _time) = (client, time);
        client.ApplicationMessageReceivedAsync += e =>
        {
            if (!_received.Writer.TryWrite(Received(e.ApplicationMessage)))
            {
                _received.Writer.TryComplete();
            }

            return Task.CompletedTask;
        };
        client.DisconnectedAsync += e =>
        {
            Ended = OfEnd(e);
            _received.Writer.TryComplete();
            return Task.CompletedTask;
        };
    }

    /// <inheritdoc/>
    ChannelReader<LinkMessage> ILink.Received => _received.Reader;

    /// <inheritdoc/>
    public int UnacknowledgedMax { get; private set; } = UnacknowledgedDefault;

    /// <inheritdoc/>
    public long PacketBytesMax { get; private set; } = uint.MaxValue;

    /// <inheritdoc/>
    public TimeSpan KeepAlive { get; private set; }

    /// <inheritdoc/>
    public LinkException? Ended { get; private set; }

    /// <summary>Connects under the station's id with a clean start: what has to arrive is in the journal, not in a session.</summary>
    /// <param name="way">Where the broker is.</param>
    /// <param name="identity">How the connection is secured, null for not at all; the link disposes of it.</param>
    /// <param name="judged">By when the broker's certificate is judged.</param>
    /// <param name="keepAlive">MQTT keep-alive.</param>
    /// <param name="station">This station; also the client id.</param>
    /// <param name="will">Published by the broker when the connection ends without a goodbye.</param>
    /// <param name="time">For time-outs.</param>
    /// <param name="stop">The kiosk stops.</param>
    /// <exception cref="LinkException">No broker there, or it refused; <paramref name="identity"/> is still the caller's.</exception>
    public static async Task<ILink> ConnectAsync(
        BrokerWay way, TlsIdentity? identity, JudgingTime judged, TimeSpan keepAlive, StationId station, LinkMessage will, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(way);
        ArgumentNullException.ThrowIfNull(will);
        var link = new MqttLink(new MqttClientFactory().CreateMqttClient(), time);
        var check = identity is null ? null : new ServerCheck(identity, way.Host, judged);
        try
        {
            var answer = await link.AskAsync(
                t => link._client.ConnectAsync(Options(way, identity, check, keepAlive, station, will), t), "the connect", stop,
                e => LinkFaults.OfConnect(way, identity, check?.Fault, e));
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new LinkException($"the broker at {way} refused: {answer.ResultCode} {answer.ReasonString}".TrimEnd());
            }

            // MQTTnet's own server names 0, which MQTT 5 does not allow: it means that it has no limit.
            link.UnacknowledgedMax = answer.ReceiveMaximum is > 0 and < UnacknowledgedDefault and var max ? max : UnacknowledgedDefault;
            link.PacketBytesMax = answer.MaximumPacketSize is > 0 and var bytes ? bytes : uint.MaxValue;

            // MQTTnet keeps to its own number even where the broker names another (3.2.2.3.14).
            link.KeepAlive = answer.ServerKeepAlive > 0 ? TimeSpan.FromSeconds(answer.ServerKeepAlive) : keepAlive;
            link._identity = identity;
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(filters);
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (string filter in filters)
        {
            options.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        }

        var answer = await AskAsync(t => _client.SubscribeAsync(options.Build(), t), "the subscribe", stop);
        var refused = answer.Items.FirstOrDefault(item => (int)item.ResultCode >= 0x80);
        if (refused is not null)
        {
            throw new LinkException($"the broker refused to subscribe {refused.TopicFilter.Topic}: {refused.ResultCode}");
        }
    }

    /// <inheritdoc/>
    public async Task PublishAsync(LinkMessage message, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(message);
        // On a narrow link it may take long; whether the broker is there at all is LinkLife's to say.
        var answer = await AskAsync(t => _client.PublishAsync(Sent(message), t), $"a publish to {message.Topic}", stop, within: KeepAlive * 1.5);
        if (!answer.IsSuccess)
        {
            throw new LinkException($"the broker refused a publish to {message.Topic}: {answer.ReasonCode} {answer.ReasonString}".TrimEnd());
        }
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken stop) => AskAsync(
        async t =>
        {
            await _client.PingAsync(t);
            return true;
        },
        "a ping", stop, within: KeepAlive * 1.5);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _received.Writer.TryComplete();
        if (_client.IsConnected)
        {
            try
            {
                await AskAsync(
                    async t =>
                    {
                        await _client.DisconnectAsync(new MqttClientDisconnectOptions(), t);
                        return true;
                    },
                    "the disconnect",
                    CancellationToken.None,
                    within: GoodbyeWithin);
            }
            catch (LinkException)
            {
                // Gone already: that is what was wanted.
            }
        }

        _client.Dispose();
        _identity?.Dispose();
    }

    private static MqttClientOptions Options(
        BrokerWay way, TlsIdentity? identity, ServerCheck? check, TimeSpan keepAlive, StationId station, LinkMessage will)
    {
        var tls = new MqttClientTlsOptions { UseTls = identity is not null };
        if (identity is not null)
        {
            // Revocation is not looked up: a kiosk reaches the broker and nothing else.
            (tls.RevocationMode, tls.AllowRenegotiation, tls.TargetHost) = (X509RevocationMode.NoCheck, false, way.Host);
            tls.CertificateValidationHandler = e => check!.Accepts(e.Certificate, e.Chain, e.SslPolicyErrors);
            tls.ClientCertificatesProvider = identity.Certificate is { } certificate ? new DefaultMqttCertificatesProvider([certificate]) : null;
        }

        return new MqttClientOptions
        {
            ChannelOptions = way.WebSocket is { } url
                ? new MqttClientWebSocketOptions { Uri = url.ToString(), TlsOptions = tls }
                : new MqttClientTcpOptions { RemoteEndpoint = new DnsEndPoint(way.Host, way.Port), BufferSize = SocketBuffer, TlsOptions = tls },
            ProtocolVersion = MqttProtocolVersion.V500,
            ClientId = station.Value,
            CleanSession = true,
            KeepAlivePeriod = keepAlive,
            Timeout = AnswerWithin,
            AllowPacketFragmentation = false,
            WillTopic = will.Topic,
            WillPayload = will.Payload,
            WillRetain = will.Retain,
            WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
    }

    private static MqttApplicationMessage Sent(LinkMessage message)
    {
        var builder = new MqttApplicationMessageBuilder()
            .WithTopic(message.Topic)
            .WithPayload(message.Payload)
            .WithRetainFlag(message.Retain)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (message.ContentEncoding is { } encoding)
        {
            builder.WithUserProperty(BatchPayload.EncodingProperty, Encoding.UTF8.GetBytes(encoding).AsMemory());
        }

        if (message.Request is { } request)
        {
            builder.WithCorrelationData(request.Correlation);
        }

        return builder.Build();
    }

    private static LinkMessage Received(MqttApplicationMessage message) => new(message.Topic, message.Payload.ToArray(), message.Retain, Request: RequestOf(message));

    private static LinkRequest? RequestOf(MqttApplicationMessage message) => message.ResponseTopic is null ? null : new LinkRequest(
        message.ResponseTopic, message.CorrelationData ?? [], message.MessageExpiryInterval > 0 ? TimeSpan.FromSeconds(message.MessageExpiryInterval) : null);

    private static LinkException TakenOver() => new("the broker gave our place to another client") { IsTakenOver = true };

    private static LinkException OfEnd(MqttClientDisconnectedEventArgs e) => e.Reason == MqttClientDisconnectReason.SessionTakenOver
        ? TakenOver()
        : e.Exception is { } exception ? new LinkException($"the connection to the broker broke: {(exception.InnerException ?? exception).Message}", exception)
        : new LinkException($"the broker ended the connection: {(e.ReasonString is { Length: > 0 } why ? why : e.Reason.ToString())}");

    /// <summary>MQTTnet's calls have no time-out of their own once connected, and fail in many ways; here they have one of each.</summary>
    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, string what, CancellationToken stop, Func<Exception, string?>? fault = null, TimeSpan? within = null)
    {
        var limit = within ?? AnswerWithin;
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new LinkException(fault?.Invoke(e) ?? $"the broker did not answer {what} within {limit.TotalSeconds:0} s", e);
        }
        catch (MqttClientUnexpectedDisconnectReceivedException e) when (e.ReasonCode == MqttDisconnectReasonCode.SessionTakenOver)
        {
            throw TakenOver();
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttProtocolViolationException or InvalidOperationException or IOException or SocketException
            or NullReferenceException)
        {
            // NullReferenceException: where an answer meets the end of the connection, MQTTnet forgets its own parts under it (dotnet/MQTTnet#1792).
            throw new LinkException(fault?.Invoke(e) ?? $"{what} failed: {(e.InnerException ?? e).Message}", e);
        }
    }
}
