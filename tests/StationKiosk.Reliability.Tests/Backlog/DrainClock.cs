using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using MQTTnet;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Backlog;

/// <summary>Times a backlog by the office's receipts, heard at the broker: from the first that covers anything to the one that covers all.</summary>
internal sealed class DrainClock(long last) : IDisposable
{
    private readonly TaskCompletionSource<double> _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Through, long At)? _first;
    private BrokerClient? _client;

    /// <summary>Events a second, once all are stored.</summary>
    public Task<double> EventsPerSecond => _drained.Task;

    public async Task ListenAsync(int port) =>
        _client = await BrokerClient.ConnectAsync(port, Topics.Of(StationId.Parse(Network.Station), StationTopic.Receipt), Hear);

    public void Dispose() => _client?.Dispose();

    private void Hear(MqttApplicationMessage message)
    {
        long now = Stopwatch.GetTimestamp(), through = JsonSerializer.Deserialize(message.Payload.ToArray(), ProtocolJson.Default.Receipt)!.Through;
        if (through > 0)
        {
            _first ??= (through, now);
        }

        if (through >= last && _first is { } first)
        {
            _drained.TrySetResult((through - first.Through) / Stopwatch.GetElapsedTime(first.At, now).TotalSeconds);
        }
    }
}
