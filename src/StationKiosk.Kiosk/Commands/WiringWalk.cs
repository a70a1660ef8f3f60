using System.Globalization;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Commands;

/// <summary>
/// <c>station-kiosk doctor --wiring</c>: takes a technician through everything that is wired, one after the other: says what to touch, waits for it, and says
/// what came. Signals are shown. Nothing is recorded.
/// </summary>
/// <param name="settings">What is wired.</param>
/// <param name="chips">The chips that they mean.</param>
/// <param name="clock">For how long it took.</param>
/// <param name="says">Where the technician reads.</param>
internal sealed class WiringWalk(KioskSettings settings, GpioChips chips, KioskClock clock, TextWriter says)
{
    /// <summary>How long something may take to be touched; then it counts as not seen.</summary>
    public static readonly TimeSpan TouchWithin = TimeSpan.FromSeconds(60);

    /// <summary>How long a signal is shown.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(4);

    /// <summary>Opens a display.</summary>
    public Func<DisplayOptions, IDisplayChip> OpenDisplay { get; init; } = I2cChips.Open;

    /// <summary>Opens a climate sensor.</summary>
    public Func<ClimateOptions, IClimateChip> OpenClimate { get; init; } = I2cChips.Open;

    /// <summary>Walks through all of it.</summary>
    /// <returns>Whether everything was seen.</returns>
    public async Task<bool> WalkAsync(CancellationToken stop)
    {
        bool all = true;
        foreach (var wiring in settings.Gpio.Sensors)
        {
            all &= await TouchAsync(wiring.Sensor.Name, ToDo(wiring.Sensor.Kind), wiring.Lines.Count, (touch, end) => new LineSensor(wiring, chips.Open, clock).SenseAsync(touch, end), stop);
        }

        foreach (var sensor in settings.OtherSensors(chips, clock))
        {
            all &= await TouchAsync(sensor.Name, "leave its place free, then take it", lines: 1, sensor.SenseAsync, stop);
        }

        foreach (var reader in settings.Readers)
        {
            string what = reader.Button is null ? "hold a badge before it" : "press it";
            var scanner = reader.Open(chips, clock, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
            all &= await TouchAsync(reader.Name, what, lines: 1, (touch, end) => scanner.ScanAsync(touch, end), stop);
        }

        foreach (var climate in settings.Climates)
        {
            all &= await MeasureAsync(climate, stop);
        }

        foreach (var signal in settings.Signals)
        {
            all &= await ShowAsync(
                new LineSignal(signal, chips.Open, clock.Time), signal.Reader, signal.OnFor, signal.Kind == SignalKind.Relay ? "this is a refusal: it stays off" : "this is a refusal", stop);
        }

        foreach (var display in settings.Displays)
        {
            all &= await ShowAsync(new DisplaySignal(display, OpenDisplay, clock.Time), display.Reader, DisplaySignal.ShownFor, "this is a refusal: it says NO", stop);
        }

        await says.WriteLineAsync(all ? "everything was seen" : "not everything was seen: look at the lines that begin with WRONG");
        return all;
    }

    private static string ToDo(SensorKind kind) => kind switch
    {
        SensorKind.BeamPair => "walk through it, from outside to inside",
        SensorKind.Motion => "leave its view until it is quiet, then move before it",
        SensorKind.Presence => "step out of it, then into it",
        _ => "open it, then close it",
    };

    private async Task<bool> TouchAsync(string name, string what, int lines, Func<Touch, CancellationToken, Task> senseAsync, CancellationToken stop)
    {
        await says.WriteLineAsync($"      {name}: {what}");
        var touch = new Touch(lines);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        long began = clock.Mono;
        var device = senseAsync(touch, end.Token);
        await Task.WhenAny(device, touch.Touched, Task.Delay(TouchWithin, clock.Time, stop));
        double seconds = (clock.Mono - began) / 1000.0;
        await end.CancelAsync();
        string? failure = await EndAsync(device);
        stop.ThrowIfCancellationRequested();
        bool seen = touch.Touched.IsCompleted;
        await says.WriteLineAsync(seen ? $"ok    {name}: {touch.Saw}, after {seconds:0.0} s" : Wrong(name, failure ?? $"{touch.Saw} within {TouchWithin.TotalSeconds:0} s; check its supply and its wire"));
        return seen;
    }

    private async Task<bool> MeasureAsync(ClimateOptions options, CancellationToken stop)
    {
        try
        {
            using var chip = await Task.Run(() => OpenClimate(options), stop);
            var now = await Task.Run(chip.Measure, stop);
            await says.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"ok    {options.Name}: measured {now.Celsius:0.0} °C, {now.HumidityPercent:0} % humidity, {now.Hectopascals:0} hPa"));
            return true;
        }
        catch (Exception e) when (e is DeviceException || I2cFaults.IsOne(e))
        {
            await says.WriteLineAsync(Wrong(options.Name, (e as DeviceException ?? I2cFaults.Unusable(options.Name, "bme280", options.Place, e)).Message));
            return false;
        }
    }

    private async Task<bool> ShowAsync(ISignal signal, string? reader, TimeSpan onFor, string refusal, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var device = signal.SignalAsync(open.SetResult, new LoopRounds(clock.Time).Register(signal.Name, TouchWithin), end.Token);
        await Task.WhenAny(device, open.Task);
        foreach (var kind in open.Task.IsCompleted ? (VerdictKind[])[VerdictKind.Welcome, VerdictKind.Refused] : [])
        {
            await says.WriteLineAsync($"      {signal.Name}: {(kind == VerdictKind.Welcome ? "this is a welcome" : refusal)}");
            signal.Show(new Verdict(kind, kind == VerdictKind.Refused ? RefusalReason.Malformed : null, Category.Courier, null, [], reader ?? "", clock.Now().Time));
            await Task.WhenAny(device, Task.Delay(ShownFor > onFor ? ShownFor : onFor, clock.Time, stop));
        }

        await end.CancelAsync();
        string? failure = await EndAsync(device);
        stop.ThrowIfCancellationRequested();
        await says.WriteLineAsync(failure is null ? $"ok    {signal.Name}: was shown; its wires are right if you saw it" : Wrong(signal.Name, failure));
        return failure is null;
    }

    /// <summary>Some drivers' sentences begin with the device's name.</summary>
    private static string Wrong(string name, string why) => $"WRONG {name}: {(why.StartsWith($"{name}: ", StringComparison.Ordinal) ? why[(name.Length + 2)..] : why)}";

    /// <summary>Why a device failed; null where it was only ended.</summary>
    private static async Task<string?> EndAsync(Task device)
    {
        try
        {
            await device;
            return null;
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits until every line was seen to become active. A line that is active from the start has to be let go first.</summary>
    private sealed class Touch(int lines) : ISensorSink, IScanSink
    {
        private readonly TaskCompletionSource _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private readonly bool?[] _levels = new bool?[lines];
        private readonly List<int> _order = [];
        private bool _ready;

        public Task Touched => _touched.Task;

        public string Saw
        {
            get
            {
                lock (_gate)
                {
                    return !_ready ? "it did not answer"
                        : lines > 1 && _order.Count == lines ? $"saw {string.Join(" then ", _order.Select(line => line == 0 ? "the outer" : "the inner"))} beam"
                        : _order.Count == lines ? "saw it"
                        : lines > 1 && _order.Count > 0 ? $"saw only {(_order[0] == 0 ? "the outer" : "the inner")} beam" : "saw nothing";
                }
            }
        }

        public void Ready()
        {
            lock (_gate)
            {
                _ready = true;
            }
        }

        public void Report(Reading reading)
        {
            lock (_gate)
            {
                _ready = true;
                if (reading.Active && _levels[reading.Line] == false && !_order.Contains(reading.Line))
                {
                    _order.Add(reading.Line);
                }

                _levels[reading.Line] = reading.Active;
                if (_order.Count == lines)
                {
                    _touched.TrySetResult();
                }
            }
        }

        public ValueTask ReadAsync(string text, CancellationToken stop)
        {
            lock (_gate)
            {
                _order.Add(0);
                _touched.TrySetResult();
            }

            return ValueTask.CompletedTask;
        }
    }
}
