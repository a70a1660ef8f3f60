using System.Net;
using System.Net.Sockets;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;
using StationKiosk.Protocol;

namespace StationKiosk.Office.Broker;

/// <summary>
/// An MQTT 5 broker in the office's process, for small networks. It keeps nothing on disk: kiosks keep their events until a receipt, and
/// whoever publishes retained messages publishes them again after a restart. A client id is a station's id.
/// </summary>
public sealed class EmbeddedBroker(BrokerOptions options, OfficeAccount office, ILogger<EmbeddedBroker> log) : IHostedService, IDisposable
{
    /// <summary>Messages waiting for one client; beyond it the oldest give way (retained lists come again, events have no receipt and come again).</summary>
    public const int PendingMessagesMax = 20_000;

    /// <summary>Event batches waiting for the office; beyond it a station's publish is answered "quota exceeded", so that it slows down.</summary>
    public const int PendingBatchesMax = 2_000;

    /// <summary>Bytes of one payload; a larger one closes the connection it came on. (Over <see cref="Limits.BatchBytesMax"/> the office quarantines.)</summary>
    public const int PayloadBytesMax = 1024 * 1024;

    private MqttServer? _server;
    private long _pendingBatches;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(options.Listen))
        {
            log.LogWarning("the embedded broker listens on {Address} without TLS: whoever reaches it can name itself any station", options.Listen);
        }

        var server = new MqttServerFactory().CreateMqttServer(ServerOptions());
        server.ValidatingConnectionAsync += Handled<ValidatingConnectionEventArgs>(Validate);
        server.InterceptingPublishAsync += Handled<InterceptingPublishEventArgs>(Publish);
        server.InterceptingSubscriptionAsync += Handled<InterceptingSubscriptionEventArgs>(Subscribe);
        server.ApplicationMessageEnqueuedOrDroppedAsync += Handled<ApplicationMessageEnqueuedEventArgs>(Enqueued);
        server.ClientAcknowledgedPublishPacketAsync += Handled<ClientAcknowledgedPublishPacketEventArgs>(Acknowledged);
        server.ClientDisconnectedAsync += Handled<ClientDisconnectedEventArgs>(Disconnected);
        try
        {
            await server.StartAsync();
        }
        catch (SocketException e)
        {
            server.Dispose();
            throw new IOException($"the broker cannot listen on {options.Listen}:{options.Port}: {e.Message}; set Broker:Port or Broker:Listen", e);
        }

        _server = server;
        log.LogInformation("broker listens on {Address}:{Port}", options.Listen, options.Port);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            await server.StopAsync(new MqttServerStopOptions());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();

    private MqttServerOptions ServerOptions()
    {
        var endpoint = new MqttServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointPort(options.Port).WithMaxPendingMessagesPerClient(PendingMessagesMax);
        bool isV6 = options.Listen.AddressFamily == AddressFamily.InterNetworkV6;
        return endpoint
            .WithDefaultEndpointBoundIPAddress(isV6 ? IPAddress.None : options.Listen)
            .WithDefaultEndpointBoundIPV6Address(isV6 ? options.Listen : IPAddress.None)
            .Build();
    }

    private void Validate(ValidatingConnectionEventArgs connect)
    {
        connect.ReasonCode = connect.ProtocolVersion != MqttProtocolVersion.V500 ? MqttConnectReasonCode.UnsupportedProtocolVersion
            : connect.ClientId == office.ClientId && connect.UserName == office.User && connect.Password == office.Password ? MqttConnectReasonCode.Success
            : connect.ClientId == office.ClientId ? MqttConnectReasonCode.BadUserNameOrPassword
            : StationId.TryParse(connect.ClientId, out _) ? MqttConnectReasonCode.Success
            : MqttConnectReasonCode.ClientIdentifierNotValid;
        if (connect.ReasonCode != MqttConnectReasonCode.Success)
        {
            log.LogWarning("connection from {Remote} refused: {Reason}", connect.RemoteEndPoint, connect.ReasonCode);
        }
    }

    private void Publish(InterceptingPublishEventArgs publish)
    {
        var message = publish.ApplicationMessage;
        var reason = publish.ClientId == office.ClientId ? MqttPubAckReasonCode.Success
            : !StationId.TryParse(publish.ClientId, out var station) || !StationAcl.MayPublish(station, message.Topic) ? MqttPubAckReasonCode.NotAuthorized
            : message.Payload.Length > PayloadBytesMax ? MqttPubAckReasonCode.PayloadFormatInvalid
            : IsBatch(message.Topic) && Interlocked.Read(ref _pendingBatches) >= PendingBatchesMax ? MqttPubAckReasonCode.QuotaExceeded
            : MqttPubAckReasonCode.Success;
        publish.Response.ReasonCode = reason;
        publish.ProcessPublish = reason == MqttPubAckReasonCode.Success;
        publish.CloseConnection = reason == MqttPubAckReasonCode.PayloadFormatInvalid;
        if (reason is MqttPubAckReasonCode.NotAuthorized or MqttPubAckReasonCode.PayloadFormatInvalid)
        {
            log.LogWarning("{Client}: publish of {Bytes} bytes to {Topic} refused: {Reason}", publish.ClientId, message.Payload.Length, message.Topic, reason);
        }
    }

    private void Subscribe(InterceptingSubscriptionEventArgs subscribe)
    {
        bool allowed = subscribe.ClientId == office.ClientId
            || (StationId.TryParse(subscribe.ClientId, out var station) && StationAcl.MaySubscribe(station, subscribe.TopicFilter.Topic));
        if (!allowed)
        {
            subscribe.ProcessSubscription = false;
            subscribe.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            log.LogWarning("{Client}: subscription to {Filter} refused", subscribe.ClientId, subscribe.TopicFilter.Topic);
        }
    }

    private void Enqueued(ApplicationMessageEnqueuedEventArgs queued)
    {
        if (queued.ReceiverClientId == office.ClientId && IsBatch(queued.ApplicationMessage.Topic) && !queued.IsDropped)
        {
            Interlocked.Increment(ref _pendingBatches);
        }
    }

    private void Acknowledged(ClientAcknowledgedPublishPacketEventArgs acknowledged)
    {
        if (acknowledged.ClientId == office.ClientId && IsBatch(acknowledged.PublishPacket.Topic))
        {
            Interlocked.Decrement(ref _pendingBatches);
        }
    }

    private void Disconnected(ClientDisconnectedEventArgs disconnected)
    {
        if (disconnected.ClientId == office.ClientId)
        {
            Interlocked.Exchange(ref _pendingBatches, 0);
        }
    }

    private static bool IsBatch(string topic) => topic.EndsWith("/events", StringComparison.Ordinal);

    private static Func<T, Task> Handled<T>(Action<T> handle) => args =>
    {
        handle(args);
        return Task.CompletedTask;
    };
}
