using System.Collections.Concurrent;
using StationKiosk.Kiosk.CheckIn;

namespace StationKiosk.Kiosk.Tests.Devices;

/// <summary>Keeps what a scanner hands over.</summary>
internal sealed class RecordingSink : IScanSink
{
    private readonly ConcurrentQueue<string> _texts = new();
    private int _ready;

    public IReadOnlyList<string> Texts => [.. _texts];

    public bool IsReady => Volatile.Read(ref _ready) > 0;

    public void Ready() => Assert.Equal(1, Interlocked.Increment(ref _ready));

    public ValueTask ReadAsync(string text, CancellationToken stop)
    {
        Assert.True(IsReady, "a text before the device was said to be ready");
        _texts.Enqueue(text);
        return ValueTask.CompletedTask;
    }
}
