using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Devices.GpioSignal;

/// <summary>Keeps one signal going: reports it absent when it fails and opens it again. Whoever scans is answered all the same.</summary>
public sealed class SignalLoop(ISignal signal, DeviceRegister devices, KioskClock clock, LoopRound round)
{
    /// <summary>A failed signal is opened again after this.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        devices.Report(signal.Name, DeviceKind.Indicator, DeviceState.Starting);
        while (true)
        {
            try
            {
                await signal.SignalAsync(() => devices.Report(signal.Name, DeviceKind.Indicator, DeviceState.Ok), round, stop);
            }
            catch (DeviceException e)
            {
                devices.Report(signal.Name, DeviceKind.Indicator, DeviceState.Absent, e.Message);
            }

            round.Went();
            await Task.Delay(RetryAfter, clock.Time, stop);
        }
    }
}
