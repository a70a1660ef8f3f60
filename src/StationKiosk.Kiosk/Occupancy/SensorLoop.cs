using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Keeps one sensor going: opens it, passes on what it says, and opens it again after it failed. What nobody expects escapes.</summary>
public sealed class SensorLoop(ISensor sensor, OccupancyLoop occupancy, KioskClock clock) : ISensorSink
{
    /// <summary>A failed sensor is opened again after this, so that one that is replugged is back within 2 s.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="OperationCanceledException">The kiosk stops.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await sensor.SenseAsync(this, stop);
                stop.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"sensor {sensor.Name} returned although nobody stopped it");
            }
            catch (DeviceException e)
            {
                occupancy.Tell(new SensorNews.Absent(sensor.Name, e.Message, clock.Now()));
            }

            await Task.Delay(RetryAfter, clock.Time, stop);
        }
    }

    void ISensorSink.Ready() => occupancy.Tell(new SensorNews.Ready(sensor.Name, clock.Now()));

    void ISensorSink.Report(Reading reading) => occupancy.Tell(new SensorNews.Said(reading));
}
