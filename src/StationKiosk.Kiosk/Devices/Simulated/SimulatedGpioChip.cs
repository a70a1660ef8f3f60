using System.Device.Gpio;

namespace StationKiosk.Kiosk.Devices.Simulated;

/// <summary>
/// A GPIO chip in memory: lines that are driven from outside by <see cref="SetLine"/> and read through <see cref="Open"/>ed drivers, under the
/// real <see cref="GpioController"/>. What would be an electrical or a kernel fault throws. Thread-safe; edges are raised on the thread that sets.
/// </summary>
/// <param name="lines">How many lines it has; a Raspberry Pi's header chip has 54 or 58.</param>
public sealed class SimulatedGpioChip(int lines = 54)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, PinValue> _levels = [];
    private readonly Dictionary<int, SimulatedGpioDriver> _holders = [];

    /// <summary>How many lines it has.</summary>
    public int LineCount => lines;

    /// <summary>Whether it is there; while it is not, opening and reading it fails as with a chip that was unplugged.</summary>
    public bool IsPlugged { get; set; } = true;

    /// <summary>Raised when the program drives a line: which, and whether high.</summary>
    public event Action<int, bool>? Written;

    /// <summary>Opens it, as one file descriptor of it would be.</summary>
    /// <exception cref="IOException">It is not plugged in.</exception>
    public SimulatedGpioDriver Open()
    {
        RequirePlugged();
        return new SimulatedGpioDriver(this);
    }

    /// <summary>Whether somebody waits for edges of a line.</summary>
    public bool IsWatched(int line)
    {
        lock (_gate)
        {
            return _holders.TryGetValue(line, out var holder) && holder.Watches(line);
        }
    }

    /// <summary>What a line shows to what is wired to it; one that nothing drives is low.</summary>
    public bool IsHigh(int line)
    {
        lock (_gate)
        {
            return _levels.TryGetValue(line, out var level) && level == PinValue.High;
        }
    }

    /// <summary>Drives a line from outside; a change raises an edge.</summary>
    /// <exception cref="InvalidOperationException">The program drives the line as an output: on a real board this is a short circuit.</exception>
    public void SetLine(int line, PinValue value)
    {
        RequireLine(line);
        SimulatedGpioDriver? holder;
        lock (_gate)
        {
            _holders.TryGetValue(line, out holder);
            bool high = Level(line, holder?.IsPulledUp(line) == true) == PinValue.High;
            _levels[line] = value;
            if (holder?.IsOutput(line) == true)
            {
                throw new InvalidOperationException($"line {line} is an output and is driven from outside: a short circuit");
            }

            if (high == (value == PinValue.High) || !IsPlugged)
            {
                return;
            }
        }

        holder?.Raise(line, value == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling);
    }

    /// <summary>The level of a line; one that nothing drives follows its pull resistor, and reads low without one.</summary>
    internal PinValue Read(int line, bool pulledUp)
    {
        RequirePlugged();
        lock (_gate)
        {
            return Level(line, pulledUp);
        }
    }

    /// <summary>Drives a line from the program.</summary>
    internal void Write(int line, PinValue value)
    {
        RequirePlugged();
        lock (_gate)
        {
            _levels[line] = value;
        }

        Written?.Invoke(line, value == PinValue.High);
    }

    /// <summary>Gives a line to a driver.</summary>
    /// <exception cref="IOException">Another driver holds it.</exception>
    internal void Take(int line, SimulatedGpioDriver driver)
    {
        RequirePlugged();
        RequireLine(line);
        lock (_gate)
        {
            if (!_holders.TryAdd(line, driver))
            {
                throw new IOException($"line {line}: Device or resource busy");
            }
        }
    }

    /// <summary>Takes a line back; an output is nobody's then and falls low, as a kernel's does.</summary>
    internal void Release(int line, bool wasOutput)
    {
        lock (_gate)
        {
            _holders.Remove(line);
            if (wasOutput)
            {
                _levels.Remove(line);
            }
        }
    }

    private PinValue Level(int line, bool pulledUp) => _levels.TryGetValue(line, out var level) ? level : pulledUp ? PinValue.High : PinValue.Low;

    private void RequirePlugged()
    {
        if (!IsPlugged)
        {
            throw new IOException("No such device");
        }
    }

    private void RequireLine(int line)
    {
        if (line < 0 || line >= lines)
        {
            throw new ArgumentOutOfRangeException(nameof(line), line, $"the chip has lines 0 to {lines - 1}");
        }
    }
}
