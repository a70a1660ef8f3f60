using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A chip on an I2C bus that tells whether a place is taken, or whether somebody is there.</summary>
/// <param name="options">Which, and where.</param>
/// <param name="open">Opens the chip, see <see cref="I2cChips.Open(I2cOptions)"/>.</param>
/// <param name="clock">Stamps the readings.</param>
internal sealed class I2cSensor(I2cOptions options, Func<I2cOptions, IPlaceChip> open, KioskClock clock) : ISensor
{
    /// <summary>How often it is asked; whoever sits down or parks takes seconds.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public string Name => options.Sensor.Name;

    /// <inheritdoc/>
    public async Task SenseAsync(ISensorSink sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        try
        {
            // On threads of their own: a chip is waited for while it starts (up to a second) and while it measures.
            using var chip = await Task.Run(() => open(options), stop);
            await SenseAsync(chip, sink, stop);
        }
        catch (Exception e) when (I2cFaults.IsOne(e))
        {
            throw I2cFaults.Unusable(Name, SensorDrivers.NameOf(options.Driver), options.Place, e);
        }
    }

    private async Task SenseAsync(IPlaceChip chip, ISensorSink sink, CancellationToken stop)
    {
        bool? said = null;
        while (true)
        {
            if (await Task.Run(chip.Look, stop) is { } taken && taken != said)
            {
                if (said is null)
                {
                    sink.Ready();
                }

                sink.Report(new Reading(Name, 0, taken, clock.Now()));
                said = taken;
            }

            await Task.Delay(LookEvery, clock.Time, stop);
        }
    }
}
