using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Intake;

/// <summary>Hears what the broker alone delivers, and the office's receipts.</summary>
internal sealed class Listener : IDisposable
{
    /// <summary>Where messages go that nobody but this listens to.</summary>
    public const string Topic = "bench/events";

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentDictionary<StationId, long> _through = new();
    private readonly SemaphoreSlim _heard = new(0);
    private long _delivered;

    public async Task ConnectAsync(int port, CancellationToken stop)
    {
        _client.ApplicationMessageReceivedAsync += Hear;
        await _client.ConnectAsync(SendingStation.OptionsOf("bench-listener", port), stop);
        await _client.SubscribeAsync(Topic, MqttQualityOfServiceLevel.AtLeastOnce, stop);
        await _client.SubscribeAsync(Topics.FilterOfAll(StationTopic.Receipt), MqttQualityOfServiceLevel.AtLeastOnce, stop);
    }

    public async Task UntilDeliveredAsync(long messages, CancellationToken stop)
    {
        await UntilAsync(() => Interlocked.Read(ref _delivered) >= messages, stop);
        Interlocked.Exchange(ref _delivered, 0);
    }

    /// <summary>Until the office says of each that all of its events are committed.</summary>
    public Task UntilStoredAsync(IReadOnlyList<SendingStation> stations, CancellationToken stop) =>
        UntilAsync(() => stations.All(station => _through.GetValueOrDefault(station.Id) >= station.LastSeq), stop);

    public void Dispose()
    {
        _client.Dispose();
        _heard.Dispose();
    }

    private async Task UntilAsync(Func<bool> condition, CancellationToken stop)
    {
        while (!condition())
        {
            if (!await _heard.WaitAsync(Eventually.Limit, stop))
            {
                throw new TimeoutException($"nothing was heard for {Eventually.Limit.TotalSeconds} s");
            }
        }
    }

    private Task Hear(MqttApplicationMessageReceivedEventArgs e)
    {
        if (e.ApplicationMessage.Topic == Topic)
        {
            Interlocked.Increment(ref _delivered);
        }
        else if (Topics.TryParse(e.ApplicationMessage.Topic, out var station, out _))
        {
            var receipt = JsonSerializer.Deserialize(e.ApplicationMessage.Payload.ToArray(), ProtocolJson.Default.Receipt)!;
            _through[station] = receipt.Missing.Count == 0 ? receipt.Through : 0;
        }

        _heard.Release();
        return Task.CompletedTask;
    }
}
