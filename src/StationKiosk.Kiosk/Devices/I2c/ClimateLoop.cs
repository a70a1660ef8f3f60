using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>Keeps one climate sensor going: measures now and then, reports it absent when it fails, and opens it again.</summary>
/// <param name="options">Which.</param>
/// <param name="open">Opens the chip, see <see cref="I2cChips.Open(ClimateOptions)"/>.</param>
/// <param name="book">Where its measurements go.</param>
/// <param name="devices">Where it is reported.</param>
/// <param name="clock">For the time between.</param>
internal sealed class ClimateLoop(ClimateOptions options, Func<ClimateOptions, IClimateChip> open, ClimateBook book, DeviceRegister devices, KioskClock clock)
{
    /// <summary>How often it measures; measuring warms the chip.</summary>
    public static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(30);

    /// <summary>A failed sensor is opened again after this.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        devices.Report(options.Name, DeviceKind.Sensor, DeviceState.Starting);
        while (true)
        {
            try
            {
                await MeasureAsync(climate =>
                {
                    book.Set(options.Name, climate);
                    devices.Report(options.Name, DeviceKind.Sensor, DeviceState.Ok);
                }, stop);
            }
            catch (DeviceException e)
            {
                book.Set(options.Name, climate: null);
                devices.Report(options.Name, DeviceKind.Sensor, DeviceState.Absent, e.Message);
            }

            await Task.Delay(RetryAfter, clock.Time, stop);
        }
    }

    /// <summary>Opens the chip and measures until cancelled.</summary>
    /// <exception cref="DeviceException">It is not there, or failed.</exception>
    public async Task MeasureAsync(Action<Climate> measured, CancellationToken stop)
    {
        try
        {
            using var chip = await Task.Run(() => open(options), stop);
            while (true)
            {
                measured(await Task.Run(chip.Measure, stop));
                await Task.Delay(MeasureEvery, clock.Time, stop);
            }
        }
        catch (Exception e) when (I2cFaults.IsOne(e))
        {
            throw I2cFaults.Unusable(options.Name, "bme280", options.Place, e);
        }
    }
}
