using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>A reader of QR codes.</summary>
public interface IScanner
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>
    /// Opens the device and reads until cancelled. It may be called again after it has failed. A text that stays in view is handed over once,
    /// not once a frame.
    /// </summary>
    /// <exception cref="DeviceException">The device is not there, or failed; the message says so in a sentence with its remedy.</exception>
    /// <exception cref="OperationCanceledException">The kiosk stops.</exception>
    Task ScanAsync(IScanSink sink, CancellationToken stop);
}

/// <summary>Where a scanner puts what it reads.</summary>
public interface IScanSink
{
    /// <summary>The device is open and answers.</summary>
    void Ready();

    /// <summary>A code was read; waits while too many scans are queued.</summary>
    ValueTask ReadAsync(string text, CancellationToken stop);
}
