using System.Buffers;
using System.Diagnostics;
using System.Net;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using StationKiosk.Office.Intake;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Backlog;

/// <summary>A client of the trial's own at the broker; and what the broker does when it alone carries messages.</summary>
internal sealed class BrokerClient : IDisposable
{
    /// <summary>Messages published and not yet delivered: fewer than a broker with stock settings queues (mosquitto.conf(5), max_queued_messages: 1000).</summary>
    private const int UnderWay = 500;

    private const string Alone = "trial/alone";

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    /// <param name="port">The broker's.</param>
    /// <param name="filter">What to listen to at QoS 1; null for nothing.</param>
    /// <param name="heard">Called with every message, one after the other.</param>
    public static async Task<BrokerClient> ConnectAsync(int port, string? filter = null, Action<MqttApplicationMessage>? heard = null)
    {
        var client = new BrokerClient();
        client._client.ApplicationMessageReceivedAsync += received =>
        {
            heard?.Invoke(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        await client._client.ConnectAsync(new MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new IPEndPoint(IPAddress.Loopback, port), NoDelay = true, BufferSize = OfficeLink.SocketBuffer },
            ProtocolVersion = MqttProtocolVersion.V500,
        });
        if (filter is not null)
        {
            await client._client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        }

        return client;
    }

    /// <summary>Messages a second from one publisher to one subscriber, both at QoS 1.</summary>
    public static async Task<double> DeliveredPerSecondAsync(int port, byte[] payload, int messages)
    {
        using var room = new SemaphoreSlim(UnderWay);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int delivered = 0;
        using var subscriber = await ConnectAsync(port, Alone, _ =>
        {
            if (++delivered == messages)
            {
                all.SetResult();
            }

            room.Release();
        });
        using var publisher = await ConnectAsync(port);
        var sent = new List<Task>(messages);
        long start = Stopwatch.GetTimestamp();
        while (sent.Count < messages)
        {
            Assert.True(await room.WaitAsync(Eventually.Limit), "the broker delivers no more");
            sent.Add(publisher.PublishAsync(payload));
        }

        await all.Task.WaitAsync(Eventually.Limit);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(sent);
        return messages / seconds;
    }

    public void Dispose() => _client.Dispose();

    private Task<MqttClientPublishResult> PublishAsync(byte[] payload) => _client.PublishAsync(new MqttApplicationMessage
    {
        Topic = Alone,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    });
}
