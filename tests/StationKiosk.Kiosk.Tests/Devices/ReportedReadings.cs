using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Tests.Devices;

/// <summary>Keeps what a sensor reports.</summary>
internal sealed class ReportedReadings : ISensorSink
{
    private readonly Lock _gate = new();
    private readonly List<bool> _actives = [];
    private int _ready;

    public IReadOnlyList<bool> Actives
    {
        get
        {
            lock (_gate)
            {
                return [.. _actives];
            }
        }
    }

    public int TimesReady => Volatile.Read(ref _ready);

    public void Ready() => Interlocked.Increment(ref _ready);

    public void Report(Reading reading)
    {
        lock (_gate)
        {
            _actives.Add(reading.Active);
        }
    }
}
