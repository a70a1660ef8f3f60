using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices;

/// <summary>Whether somebody is near, as one sensor says it. Where nobody knows, somebody is: a reader that sleeps for a broken sensor turns workers away.</summary>
public sealed class Nearby
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSomebody = true;

    /// <summary>Nobody has said anything yet.</summary>
    public Nearby() => _came.SetResult();

    /// <summary>Whether somebody is near, or might be.</summary>
    public bool IsSomebody
    {
        get
        {
            lock (_gate)
            {
                return _isSomebody;
            }
        }
    }

    /// <summary>Ends when somebody is near, or might be; at once where that is so now.</summary>
    public Task SomebodyAsync()
    {
        lock (_gate)
        {
            return _came.Task;
        }
    }

    /// <summary>What the sensor says; null where it says nothing.</summary>
    public void Set(bool? active)
    {
        lock (_gate)
        {
            _isSomebody = active ?? true;
            if (_isSomebody)
            {
                _came.TrySetResult();
            }
            else if (_came.Task.IsCompleted)
            {
                _came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}

/// <summary>A sensor that somebody listens to besides its zone.</summary>
/// <param name="sensor">The sensor.</param>
/// <param name="nearby">Is told whether it is active, and when it is gone.</param>
internal sealed class OverheardSensor(ISensor sensor, Nearby nearby) : ISensor
{
    /// <inheritdoc/>
    public string Name => sensor.Name;

    /// <inheritdoc/>
    public async Task SenseAsync(ISensorSink sink, CancellationToken stop)
    {
        try
        {
            await sensor.SenseAsync(new Ear(sink, nearby), stop);
        }
        finally
        {
            nearby.Set(active: null);
        }
    }

    private sealed class Ear(ISensorSink sink, Nearby nearby) : ISensorSink
    {
        public void Ready() => sink.Ready();

        public void Report(Reading reading)
        {
            nearby.Set(reading.Active);
            sink.Report(reading);
        }
    }
}
