using System.Buffers;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>The link over MQTT 5 by MQTTnet: the only file of the kiosk that knows that library.</summary>
public sealed class MqttLink : ILink
{
    /// <summary>Longest wait for the broker's answer to a connect, subscribe or publish.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Incoming messages waiting to be handled; the office sends few, and beyond it the newest are dropped with the connection.</summary>
    public const int ReceivedMax = 1_000;

    /// <summary>Unacknowledged publishes where the broker names no limit; measured best is about 100, more collapses.</summary>
    public const int UnacknowledgedDefault = 100;

    private readonly IMqttClient _client;
    private readonly TimeProvider _time;
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
        client.DisconnectedAsync += _ =>
        {
            _received.Writer.TryComplete();
            return Task.CompletedTask;
        };
    }

    /// <inheritdoc/>
    ChannelReader<LinkMessage> ILink.Received => _received.Reader;

    /// <inheritdoc/>
    public int UnacknowledgedMax { get; private set; } = UnacknowledgedDefault;

    /// <summary>Connects under the station's id with a clean start: what has to arrive is in the journal, not in a session.</summary>
    /// <param name="options">Where the broker is.</param>
    /// <param name="station">This station; also the client id.</param>
    /// <param name="will">Published by the broker when the connection ends without a goodbye.</param>
    /// <param name="time">For time-outs.</param>
    /// <param name="stop">The kiosk stops.</param>
    /// <exception cref="LinkException">No broker there, or it refused.</exception>
    public static async Task<ILink> ConnectAsync(UplinkOptions options, StationId station, LinkMessage will, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(will);
        var link = new MqttLink(new MqttClientFactory().CreateMqttClient(), time);
        try
        {
            var answer = await link.AskAsync(t => link._client.ConnectAsync(Options(options, station, will), t), "the connect", stop);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new LinkException($"the broker at {options.Host}:{options.Port} refused: {answer.ResultCode} {answer.ReasonString}".TrimEnd());
            }

            link.UnacknowledgedMax = Math.Min(UnacknowledgedDefault, (int?)answer.ReceiveMaximum ?? UnacknowledgedDefault);
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
        var answer = await AskAsync(t => _client.PublishAsync(Sent(message), t), $"a publish to {message.Topic}", stop);
        if (!answer.IsSuccess)
        {
            throw new LinkException($"the broker refused a publish to {message.Topic}: {answer.ReasonCode} {answer.ReasonString}".TrimEnd());
        }
    }

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
                    CancellationToken.None);
            }
            catch (LinkException)
            {
                // Gone already: that is what was wanted.
            }
        }

        _client.Dispose();
    }

    private static MqttClientOptions Options(UplinkOptions options, StationId station, LinkMessage will) => new MqttClientOptionsBuilder()
        .WithProtocolVersion(MqttProtocolVersion.V500)
        .WithTcpServer(options.Host, options.Port)
        .WithClientId(station.Value)
        .WithCleanStart(true)
        .WithKeepAlivePeriod(options.KeepAlive)
        .WithTimeout(AnswerWithin)
        .WithoutPacketFragmentation()
        .WithWillTopic(will.Topic)
        .WithWillPayload(will.Payload)
        .WithWillRetain(will.Retain)
        .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .Build();

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

        return builder.Build();
    }

    private static LinkMessage Received(MqttApplicationMessage message) => new(message.Topic, message.Payload.ToArray(), message.Retain);

    /// <summary>MQTTnet's calls have no time-out of their own once connected, and fail in many ways; here they have one of each.</summary>
    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, string what, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(AnswerWithin, _time);
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
            throw new LinkException($"the broker did not answer {what} within {AnswerWithin.TotalSeconds:0} s", e);
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttProtocolViolationException or InvalidOperationException or IOException or System.Net.Sockets.SocketException)
        {
            throw new LinkException($"{what} failed: {(e.InnerException ?? e).Message}", e);
        }
    }
}
