using System.Collections.Concurrent;
using System.Device.Gpio;

namespace StationKiosk.Kiosk.Devices.Simulated;

/// <summary>One opening of a <see cref="SimulatedGpioChip"/>. It throws where a program misuses it, so that tests find out.</summary>
public sealed class SimulatedGpioDriver : GpioDriver
{
    private readonly SimulatedGpioChip _chip;
    private readonly ConcurrentDictionary<int, PinMode> _modes = new();
    private readonly ConcurrentDictionary<int, (PinEventTypes Types, PinChangeEventHandler Handler)> _handlers = new();
    private bool _closed;

    internal SimulatedGpioDriver(SimulatedGpioChip chip) => _chip = chip;

    /// <inheritdoc/>
    protected override int PinCount => _chip.LineCount;

    /// <inheritdoc/>
    protected override void OpenPin(int pinNumber)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _chip.Take(pinNumber, this);
        _modes[pinNumber] = PinMode.Input;
    }

    /// <inheritdoc/>
    protected override void ClosePin(int pinNumber)
    {
        bool wasOutput = Require(pinNumber) == PinMode.Output;
        _handlers.TryRemove(pinNumber, out _);
        _modes.TryRemove(pinNumber, out _);
        _chip.Release(pinNumber, wasOutput);
    }

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        Require(pinNumber);
        if (mode == PinMode.Output && _handlers.ContainsKey(pinNumber))
        {
            throw new InvalidOperationException($"line {pinNumber} is watched for edges; it cannot become an output");
        }

        _modes[pinNumber] = mode;
    }

    /// <inheritdoc/>
    protected override PinMode GetPinMode(int pinNumber) => Require(pinNumber);

    /// <inheritdoc/>
    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    /// <inheritdoc/>
    protected override PinValue Read(int pinNumber) => _chip.Read(pinNumber, Require(pinNumber) == PinMode.InputPullUp);

    /// <inheritdoc/>
    protected override void Write(int pinNumber, PinValue value)
    {
        if (Require(pinNumber) != PinMode.Output)
        {
            throw new InvalidOperationException($"line {pinNumber} is an input; it cannot be written");
        }

        _chip.Write(pinNumber, value);
    }

    /// <inheritdoc/>
    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        if (Require(pinNumber) == PinMode.Output)
        {
            throw new InvalidOperationException($"line {pinNumber} is an output; it has no edges to watch");
        }

        if (!_handlers.TryAdd(pinNumber, (eventTypes, callback)))
        {
            throw new InvalidOperationException($"line {pinNumber} is watched already");
        }
    }

    /// <inheritdoc/>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        Require(pinNumber);
        if (!_handlers.TryRemove(pinNumber, out _))
        {
            throw new InvalidOperationException($"line {pinNumber} is not watched");
        }
    }

    /// <inheritdoc/>
    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("the kiosk watches lines by callbacks");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_modes.IsEmpty)
        {
            throw new InvalidOperationException($"closed while line {_modes.Keys.First()} is open: dispose of the controller, not of the driver");
        }

        _closed = true;
        base.Dispose(disposing);
    }

    internal bool Watches(int line) => _handlers.ContainsKey(line);

    internal bool IsOutput(int line) => _modes.GetValueOrDefault(line) == PinMode.Output;

    internal bool IsPulledUp(int line) => _modes.GetValueOrDefault(line) == PinMode.InputPullUp;

    internal void Raise(int line, PinEventTypes edge)
    {
        if (_handlers.TryGetValue(line, out var watch) && watch.Types.HasFlag(edge))
        {
            watch.Handler(this, new PinValueChangedEventArgs(edge, line));
        }
    }

    private PinMode Require(int line)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _modes.TryGetValue(line, out var mode) ? mode : throw new InvalidOperationException($"line {line} is not open");
    }
}
