using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Tests;

/// <summary>A real MQTT 5 client that speaks for a station.</summary>
internal sealed class TestStation : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentDictionary<string, byte[]> _retained = new();
    private readonly string _id;

    private TestStation(string id) => _id = id;

    public bool IsConnected => _client.IsConnected;

    public Receipt? Receipt => Read($"stations/{_id}/receipt", ProtocolJson.Default.Receipt);

    public static async Task<TestStation> Connect(int port, string id = "west-gate")
    {
        var station = new TestStation(id);
        station._client.ApplicationMessageReceivedAsync += received =>
        {
            station._retained[received.ApplicationMessage.Topic] = received.ApplicationMessage.Payload.ToArray();
            return Task.CompletedTask;
        };
        var result = await station.TryConnect(port);
        Assert.Equal(MqttClientConnectResultCode.Success, result);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await station.Subscribe($"stations/{id}/receipt"));
        return station;
    }

    public static async Task<MqttClientConnectResultCode> Refused(int port, string id, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        await using var station = new TestStation(id);
        return await station.TryConnect(port, version);
    }

    public T? Read<T>(string topic, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => _retained.TryGetValue(topic, out byte[]? bytes) && ProtocolJson.TryRead(bytes, type, out var message, out _) ? message : null;

    public async Task<MqttClientSubscribeResultCode> Subscribe(string filter)
    {
        var options = new MqttClientSubscribeOptions
        {
            TopicFilters = [new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
        };
        return (await _client.SubscribeAsync(options)).Items.Single().ResultCode;
    }

    public async Task<MqttClientPublishReasonCode> Publish(string topic, byte[] payload, bool retain = false, string? encoding = null)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
            UserProperties = encoding is null ? [] : [new MqttUserProperty(BatchPayload.EncodingProperty, Encoding.UTF8.GetBytes(encoding).AsMemory())],
        };
        return (await _client.PublishAsync(message)).ReasonCode;
    }

    public Task<MqttClientPublishReasonCode> Send(StationTopic topic, byte[] payload) =>
        Publish(Topics.Of(StationId.Parse(_id), topic), payload, retain: topic != StationTopic.Events);

    public Task<MqttClientPublishReasonCode> Send(EventBatch batch)
    {
        var payload = BatchPayload.Of(batch);
        return Publish(Topics.Of(StationId.Parse(_id), StationTopic.Events), payload.Bytes, encoding: payload.ContentEncoding);
    }

    public Task Send(StationHealth health) => Send(StationTopic.Health, ProtocolJson.Bytes(health, ProtocolJson.Default.StationHealth));

    public Task Send(StationOccupancy occupancy) => Send(StationTopic.Occupancy, ProtocolJson.Bytes(occupancy, ProtocolJson.Default.StationOccupancy));

    public Task SendState(bool online) => Send(
        StationTopic.State,
        ProtocolJson.Bytes(new StationState(online, TimeProvider.System.GetUtcNow(), Samples.Epoch, Samples.Boot, "1.0"), ProtocolJson.Default.StationState));

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions());
        }

        _client.Dispose();
    }

    private async Task<MqttClientConnectResultCode> TryConnect(int port, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var options = new MqttClientOptions
        {
            ClientId = _id,
            ProtocolVersion = version,
            ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new System.Net.DnsEndPoint("127.0.0.1", port) },
        };
        return (await _client.ConnectAsync(options)).ResultCode;
    }
}
