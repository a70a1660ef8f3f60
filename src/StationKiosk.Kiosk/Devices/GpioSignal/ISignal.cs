using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.GpioSignal;

/// <summary>An indicator that is a device of its own, which can be absent.</summary>
public interface ISignal : IIndicator
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>Opens the device and shows what comes until cancelled. It may be called again after it has failed; what could not be shown is past then.</summary>
    /// <param name="ready">Called when the device is open.</param>
    /// <param name="round">Reports each step, so that one that hangs on is noticed.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="DeviceException">The device is not there, or failed; the message says so in a sentence with its remedy.</exception>
    /// <exception cref="OperationCanceledException">The kiosk stops.</exception>
    Task SignalAsync(Action ready, LoopRound round, CancellationToken stop);
}
