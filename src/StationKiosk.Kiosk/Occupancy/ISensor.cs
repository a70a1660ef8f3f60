using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>Something that senses a zone.</summary>
public interface ISensor
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>Opens the device and reports readings until cancelled. It may be called again after it has failed.</summary>
    /// <exception cref="DeviceException">The device is not there, or failed; the message says so in a sentence with its remedy.</exception>
    /// <exception cref="OperationCanceledException">The kiosk stops.</exception>
    Task SenseAsync(ISensorSink sink, CancellationToken stop);
}

/// <summary>Where a sensor puts its readings. May be called from any thread and never blocks.</summary>
public interface ISensorSink
{
    /// <summary>The device is open and answers.</summary>
    void Ready();

    /// <summary>A raw reading: not yet debounced, not yet held.</summary>
    void Report(Reading reading);
}

/// <summary>What a sensor said.</summary>
/// <param name="Sensor">The sensor's name.</param>
/// <param name="Line">Which of its lines: 0, and 1 for the second beam of a pair.</param>
/// <param name="Active">Whether the line is active: somebody there, beam broken, contact closed.</param>
/// <param name="At">When.</param>
public readonly record struct Reading(string Sensor, int Line, bool Active, Stamp At);
