using System.Buffers;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Tls;
using StationKiosk.Office.Broker;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>
/// The office's MQTT connection, to the embedded broker and to an external one alike. It only moves bytes: what comes goes into a bounded
/// channel, and is acknowledged by whoever stored it.
/// </summary>
public sealed class OfficeLink(BrokerOptions broker, OfficeAccount account, TimeProvider time, ILogger<OfficeLink> log)
{
    /// <summary>Messages taken from the broker and not yet stored; beyond it none is read until some are.</summary>
    public const int IncomingMax = 1_000;

    /// <summary>Messages a broker may send ahead of their acknowledgement (MQTT 5 Receive Maximum).</summary>
    public const ushort UnacknowledgedMax = 1_000;

    /// <summary>Names the group of collectors that share the events among them.</summary>
    public const string SharedBy = "office";

    /// <summary>
    /// Bytes of the socket's buffers, as far as net.core.rmem_max lets: the library's own 8,192 are less than one segment of the loopback, and a broker on the
    /// same machine then sends a window at a time, five a second.
    /// </summary>
    public const int SocketBuffer = 1 << 20;

    /// <summary>An answer of the broker that takes longer counts as a dead connection.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How often a connection proves that it is alive, on monotonic time.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    private readonly Channel<LinkEvent> _incoming = Channel.CreateBounded<LinkEvent>(
        new BoundedChannelOptions(IncomingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CommandReplies _replies = new();
    private volatile IMqttClient? _client;
    private int _connections;

    /// <summary>What comes, in order.</summary>
    public ChannelReader<LinkEvent> Incoming => _incoming.Reader;

    /// <summary>Ceiling of the first wait after a failure, before jitter.</summary>
    public static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(250);

    /// <summary>Ceiling of any wait: there is one office, so it may ask often.</summary>
    public static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether other collectors take part of the events (MQTT 5, 4.8.2). Snapshots come to each of them: a shared subscription brings nothing that the broker retained.
    /// </summary>
    public bool IsOneOfMany => broker.Collector is not null;

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected => _client is { IsConnected: true };

    /// <summary>How many connections there were: a change means that retained messages may be gone.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connects, and again whenever the connection ends, until stopped. A broker that is not there is a normal state.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(RetryDelayMin, RetryDelayMax, Random.Shared.NextDouble);
        while (!stop.IsCancellationRequested)
        {
            long began = time.GetTimestamp();
            string why = await HoldConnection(stop);
            var wait = backoff.Next(time.GetElapsedTime(began));
            if (!stop.IsCancellationRequested)
            {
                log.LogWarning("no connection to broker {Host}:{Port}: {Why}; next try in {Wait}", broker.Host, broker.Port, why, wait);
                await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Publishes with QoS 1, retained; returns why it did not reach the broker, or null where it did.</summary>
    public async Task<string?> PublishRetained(string topic, byte[] payload, CancellationToken stop)
    {
        if (_client is not { } client)
        {
            return "not connected";
        }

        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = true,
        };
        return await Guarded(
            async limit => await client.PublishAsync(message, limit) is { IsSuccess: false } refused ? $"refused: {refused.ReasonCode}" : null, stop);
    }

    /// <summary>Asks a station to do something and waits for its answer; how that failed is an answer too.</summary>
    /// <param name="station">Which.</param>
    /// <param name="name">The command.</param>
    /// <param name="payload">Its JSON.</param>
    /// <param name="within">Its time; afterwards the broker hands it to nobody.</param>
    /// <param name="stop">The office stops.</param>
    public async Task<CommandAnswer> AskAsync(StationId station, string name, byte[] payload, TimeSpan within, CancellationToken stop)
    {
        byte[] correlation = Guid.CreateVersion7().ToByteArray();
        var reply = _replies.Expect(correlation);
        var message = new MqttApplicationMessage
        {
            Topic = Topics.Command(station, name),
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            ResponseTopic = Topics.Response(station, name),
            CorrelationData = correlation,
            MessageExpiryInterval = (uint)Math.Ceiling(within.TotalSeconds),
        };
        string? fault = _client is not { } client ? "the office has no connection to its broker" : await Guarded(
            async limit => await client.PublishAsync(message, limit) switch
            {
                { ReasonCode: MqttClientPublishReasonCode.NoMatchingSubscribers } => "the station is not connected; nothing is kept for it",
                { IsSuccess: false } refused => $"the broker refused it: {refused.ReasonCode}",
                _ => null,
            },
            stop);
        if (fault is null)
        {
            await Task.WhenAny(reply, Task.Delay(within, time, stop));
        }

        _replies.Forget(correlation);
        return reply.IsCompletedSuccessfully ? await reply
            : new CommandAnswer(CommandOutcome.Refused, fault ?? $"the station did not answer within {within.TotalSeconds:0} s; its time is over");
    }

    private async Task<string> HoldConnection(CancellationToken stop)
    {
        // A client per connection, so that an acknowledgement can never go to a later connection, where its number means another message.
        using var client = new MqttClientFactory().CreateMqttClient();
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += received => Receive(client, received, stop);
        client.DisconnectedAsync += disconnected =>
        {
            ended.TrySetResult($"the connection ended: {disconnected.Exception?.Message ?? disconnected.ReasonString ?? disconnected.Reason.ToString()}");
            return Task.CompletedTask;
        };
        TlsIdentity? identity;
        try
        {
            identity = broker.Tls is { } tls ? TlsIdentity.Load(tls) : null;
        }
        catch (TlsException e)
        {
            return e.Message;
        }

        using var disposed = identity;
        var check = identity is null ? null : new ServerCheck(identity, broker.Host, JudgingTime.Trusted(time.GetUtcNow()));
        string? fault = await Guarded(async limit => await Open(client, OfficeLinkOptions.Of(broker, account, identity, check), limit), stop);
        fault = check?.Fault ?? fault;
        if (fault is null)
        {
            log.LogInformation("connected to broker {Host}:{Port}", broker.Host, broker.Port);
            _client = client;
            Interlocked.Increment(ref _connections);
            await _incoming.Writer.WriteAsync(new LinkConnected(), stop).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            fault = await Probe(client, ended.Task, stop);
            _client = null;
        }

        await Guarded(async limit =>
        {
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), limit);
            return null;
        }, CancellationToken.None);
        return fault;
    }

    /// <summary>Snapshots and answers to commands come to every collector.</summary>
    private string FilterOf(StationTopic topic) =>
        IsOneOfMany && topic == StationTopic.Events ? $"$share/{SharedBy}/{Topics.FilterOfAll(topic)}" : Topics.FilterOfAll(topic);

    private async Task<string?> Open(IMqttClient client, MqttClientOptions options, CancellationToken limit)
    {
        var connection = await client.ConnectAsync(options, limit);
        if (connection.ResultCode != MqttClientConnectResultCode.Success)
        {
            return $"refused: {connection.ResultCode} {connection.ReasonString}";
        }

        StationTopic[] topics = [StationTopic.Events, StationTopic.State, StationTopic.Occupancy, StationTopic.Health];
        var subscription = new MqttClientSubscribeOptions
        {
            TopicFilters = [.. topics.Select(FilterOf).Append(Topics.ResponseFilter).Select(filter => new MqttTopicFilter
            {
                Topic = filter,
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            })],
        };
        var granted = await client.SubscribeAsync(subscription, limit);
        return granted.Items.FirstOrDefault(item => item.ResultCode != MqttClientSubscribeResultCode.GrantedQoS1) is { } refused
            ? $"subscription to {refused.TopicFilter.Topic} refused: {refused.ResultCode}; allow it in the broker's access list"
            : null;
    }

    /// <summary>Pings on monotonic time until the connection ends or stops answering; the library's keep-alive follows the wall clock.</summary>
    private async Task<string> Probe(IMqttClient client, Task<string> ended, CancellationToken stop)
    {
        while (true)
        {
            await Task.WhenAny(ended, Task.Delay(ProbeInterval, time, stop));
            if (ended.IsCompleted || stop.IsCancellationRequested)
            {
                return ended.IsCompleted ? await ended : "stopping";
            }

            string? fault = await Guarded(async limit =>
            {
                await client.PingAsync(limit);
                return null;
            }, stop);
            if (fault is not null)
            {
                return $"no answer to a ping: {fault}";
            }
        }
    }

    private async Task Receive(IMqttClient client, MqttApplicationMessageReceivedEventArgs received, CancellationToken stop)
    {
        var message = received.ApplicationMessage;
        if (message.Topic.Contains("/responses/", StringComparison.Ordinal))
        {
            _replies.Take(message.CorrelationData, message.Payload.ToArray());
            return;
        }

        received.AutoAcknowledge = false;
        string? encoding = message.UserProperties?.FirstOrDefault(property => property.Name == BatchPayload.EncodingProperty)?.ReadValueAsString();
        await _incoming.Writer.WriteAsync(
            new Incoming(message.Topic, message.Payload.ToArray(), encoding, message.Retain, Acknowledge), stop);

        async Task<bool> Acknowledge(CancellationToken stopping) =>
            client == _client && await Guarded(async limit =>
            {
                await received.AcknowledgeAsync(limit);
                return null;
            }, stopping) is null;
    }

    /// <summary>Runs a call to the broker within <see cref="AnswerTimeout"/>; how it failed comes back as a sentence.</summary>
    private async Task<string?> Guarded(Func<CancellationToken, Task<string?>> call, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return stop.IsCancellationRequested ? "stopping" : $"no answer within {AnswerTimeout.TotalSeconds} s";
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttProtocolViolationException or System.Net.Sockets.SocketException
            or IOException or ObjectDisposedException or InvalidOperationException or NullReferenceException)
        {
            // NullReferenceException: where an answer meets the end of the connection, MQTTnet forgets its own parts under it (dotnet/MQTTnet#1792).
            return e.InnerException?.Message ?? e.Message;
        }
    }
}
