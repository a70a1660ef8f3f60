using System.Device.Gpio;
using System.Threading.Channels;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Occupancy;

namespace StationKiosk.Kiosk.Devices.ButtonReader;

/// <summary>
/// A button that stands for a wall card: pressed, it says the card's text, as if the card had been scanned. A help button is a problem card's, and needs
/// nothing else of the kiosk or the office.
/// </summary>
/// <param name="name">Its name in the configuration.</param>
/// <param name="options">Which line, and which card.</param>
/// <param name="open">Opens the chip, see <see cref="GpioChips.Open"/>.</param>
/// <param name="clock">For how long it is pressed.</param>
public sealed class ButtonReader(string name, ButtonOptions options, Func<string?, GpioDriver> open, KioskClock clock) : IScanner
{
    /// <summary>Pressed for less is noise on the wire.</summary>
    public static readonly TimeSpan PressMin = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task ScanAsync(IScanSink sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var presses = new Presses(sink);
        var wiring = new GpioWiring(new SensorOptions(name, SensorKind.Contact, Zone: ""), options.Chip, options.Lines, options.ActiveLow, options.Mode);
        var line = new LineSensor(wiring, open, clock).SenseAsync(presses, end.Token);
        var saying = SayAsync(presses, sink, end.Token);
        try
        {
            await await Task.WhenAny(line, saying);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(line, saying).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task SayAsync(Presses presses, IScanSink sink, CancellationToken stop)
    {
        await foreach (bool _ in presses.Began.ReadAllAsync(stop))
        {
            await Task.Delay(PressMin, clock.Time, stop);
            if (presses.WasLong)
            {
                await sink.ReadAsync(options.Card, stop);
            }
        }
    }

    private sealed class Presses(IScanSink sink) : ISensorSink
    {
        private readonly Channel<bool> _began = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly Lock _gate = new();
        private bool _down;
        private bool _first = true;
        private long _since, _held;

        public ChannelReader<bool> Began => _began.Reader;

        /// <summary>Whether the last press is still held, or was for long enough: a busy kiosk may look late, the edges have their own times.</summary>
        public bool WasLong
        {
            get
            {
                lock (_gate)
                {
                    return _down || _held >= PressMin.TotalMilliseconds;
                }
            }
        }

        public void Ready() => sink.Ready();

        /// <summary>The first level is a state, not a press: a button that hangs does not call at every start.</summary>
        public void Report(Reading reading)
        {
            lock (_gate)
            {
                if (reading.Active && !_down && !_first)
                {
                    (_since, _held) = (reading.At.Mono, 0);
                    _began.Writer.TryWrite(true);
                }
                else if (_down && !reading.Active)
                {
                    _held = reading.At.Mono - _since;
                }

                (_down, _first) = (reading.Active, false);
            }
        }
    }
}
