using System.Net;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Bench.Intake;

/// <summary>A station that sends visits as fast as a kiosk may: QoS 1, so many unacknowledged at once.</summary>
internal sealed class SendingStation(StationId id) : IDisposable
{
    private const int UnacknowledgedMax = 100;

    /// <summary>Bytes, as the office's own link has (its OfficeLink says why).</summary>
    private const int SocketBuffer = 1 << 20;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Guid _epoch = Guid.NewGuid(), _boot = Guid.NewGuid();

    public StationId Id => id;

    /// <summary>The last event made.</summary>
    public long LastSeq { get; private set; }

    public string Topic => Topics.Of(id, StationTopic.Events);

    public Task ConnectAsync(int port, CancellationToken stop) => _client.ConnectAsync(OptionsOf(id.Value, port), stop);

    public static MqttClientOptions OptionsOf(string client, int port) => new()
    {
        ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new IPEndPoint(IPAddress.Loopback, port), NoDelay = true, BufferSize = SocketBuffer },
        ClientId = client,
        ProtocolVersion = MqttProtocolVersion.V500,
    };

    /// <summary>The next messages of this station's journal, as a kiosk would write them.</summary>
    public BatchPayload[] Make(int messages, int eventsEach) =>
        [.. Enumerable.Range(0, messages).Select(_ => BatchPayload.Of(new EventBatch(_epoch, [.. Enumerable.Range(0, eventsEach).Select(_ => Next())])))];

    public async Task SendAsync(string topic, BatchPayload[] messages, CancellationToken stop)
    {
        using var window = new SemaphoreSlim(UnacknowledgedMax);
        await Task.WhenAll(messages.Select(message => SendAsync(topic, message, window, stop)));
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(string topic, BatchPayload payload, SemaphoreSlim window, CancellationToken stop)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload.Bytes).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (payload.ContentEncoding is { } encoding)
        {
            message.WithUserProperty(BatchPayload.EncodingProperty, System.Text.Encoding.UTF8.GetBytes(encoding).AsMemory());
        }

        await window.WaitAsync(stop);
        try
        {
            await _client.PublishAsync(message.Build(), stop);
        }
        finally
        {
            window.Release();
        }
    }

    private JournalEvent Next()
    {
        var visit = new VisitCheckedIn(Badge.NewSubject(), Badge.NewId(), Category.Courier, "door", Zone: null, Service: null, [], Unverified: null);
        var now = TimeProvider.System.GetUtcNow();
        return new JournalEvent(
            ++LastSeq, Guid.CreateVersion7(now), EventTypes.VisitCheckedIn, now, ClockQuality.Synced, _boot, LastSeq,
            JsonSerializer.SerializeToElement(visit, ProtocolJson.Default.VisitCheckedIn));
    }
}
