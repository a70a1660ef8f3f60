using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.RadarSensor;

/// <summary>
/// A 24 GHz presence radar on a serial line (Hi-Link LD2410, B, C): it sees people who sit still, which no motion module does. It reports some ten times a
/// second whether anything changed or not, so one that says nothing is broken, and is said to be.
/// </summary>
/// <param name="options">Which, and what it is to see.</param>
/// <param name="clock">Stamps the readings.</param>
public sealed class RadarSensor(RadarOptions options, KioskClock clock) : ISensor
{
    /// <summary>How long it may give no report; then it counts as absent. It gives one every 100 ms.</summary>
    public static readonly TimeSpan ReportWaitMax = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ReadWait = TimeSpan.FromMilliseconds(200);

    private const int ChunkBytes = 256;

    /// <inheritdoc/>
    public string Name => options.Sensor.Name;

    /// <inheritdoc/>
    public async Task SenseAsync(ISensorSink sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        using var line = new PolledFile(SerialLine.Open(options.Port, options.Baud));
        var framer = new RadarFramer();
        byte[] chunk = new byte[ChunkBytes];
        bool? said = null;
        long heard = clock.Time.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            int read = await ReadAsync(line, chunk);
            foreach (var report in framer.Take(chunk.AsSpan(0, read)))
            {
                heard = clock.Time.GetTimestamp();
                said = Say(sink, said, report.IsSomebodyWithin(options.NearestCentimetres, options.FarthestCentimetres));
            }

            if (clock.Time.GetElapsedTime(heard) > ReportWaitMax)
            {
                throw new DeviceException(Silence(framer.RefusedBytes));
            }
        }
    }

    private bool Say(ISensorSink sink, bool? said, bool present)
    {
        if (said is null)
        {
            sink.Ready();
        }

        if (said != present)
        {
            sink.Report(new Reading(Name, 0, present, clock.Now()));
        }

        return present;
    }

    private async Task<int> ReadAsync(PolledFile line, byte[] chunk)
    {
        try
        {
            return await line.ReadAsync(chunk, ReadWait);
        }
        catch (IOException e)
        {
            throw new DeviceException($"the radar {Name} on {options.Port} was unplugged or failed ({e.Message.TrimEnd('.')}): check its cable", e);
        }
    }

    private string Silence(long refused) => refused == 0
        ? $"the radar {Name} on {options.Port} says nothing: check its supply and that its TX goes to our RX"
        : $"the radar {Name} on {options.Port} sends what is no report: set Baud to the module's speed (256000 when it leaves the factory; here {options.Baud})";
}
