using System.Device.Gpio;
using System.Threading.Channels;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.GpioSensor;

namespace StationKiosk.Kiosk.Devices.GpioSignal;

/// <summary>
/// A lamp, a buzzer or a relay on GPIO lines. Its lines are off from when they are opened, after every pattern, and when it ends; when the process is
/// killed, the kernel takes them back. The last verdict counts: it breaks off the one before, but never a relay's time on, which so is bounded.
/// </summary>
/// <param name="options">Which.</param>
/// <param name="open">Opens the chip, see <see cref="GpioChips.Open"/>.</param>
/// <param name="time">For how long a step lasts.</param>
public sealed class LineSignal(SignalOptions options, Func<string?, GpioDriver> open, TimeProvider time) : ISignal
{
    /// <summary>How often a chip that is gone is noticed.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Channel<IReadOnlyList<SignalStep>> _next = Channel.CreateBounded<IReadOnlyList<SignalStep>>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public void Show(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (options.Reader is null || options.Reader == verdict.Reader)
        {
            Play(SignalStep.Of(options, verdict));
        }
    }

    /// <inheritdoc/>
    public void Identify(TimeSpan duration) => Play(SignalStep.Identifying(options, duration));

    /// <inheritdoc/>
    public async Task SignalAsync(Action ready, LoopRound round, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(round);
        try
        {
            using var controller = new GpioController(open(options.Chip));
            OpenLines(controller);
            ready();
            _next.Reader.TryRead(out _);
            await SignalAsync(controller, round, stop);
        }
        catch (Exception e) when (GpioFaults.IsOne(e))
        {
            throw GpioFaults.Unusable(Name, options.Chip, options.Lines, e);
        }
    }

    private void Play(IReadOnlyList<SignalStep> steps)
    {
        if (steps.Count > 0)
        {
            _next.Writer.TryWrite(steps);
        }
    }

    private void OpenLines(GpioController controller)
    {
        foreach (int line in options.Lines)
        {
            // libgpiod 1.6 does not survive a line the chip does not have.
            if (line >= controller.PinCount)
            {
                throw GpioFaults.NoLine(Name, line, controller.PinCount);
            }

            controller.OpenPin(line, PinMode.Output, options.ActiveLow);
        }
    }

    private async Task SignalAsync(GpioController controller, LoopRound round, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                round.Went();
                if (await _next.Reader.WaitAtMostAsync(LookEvery, time, stop) && _next.Reader.TryRead(out var steps))
                {
                    await PlayAsync(controller, steps, round, stop);
                }
                else
                {
                    // Written anew every second: a chip that is gone says so.
                    Set(controller, default);
                }
            }
        }
        finally
        {
            Set(controller, default);
        }
    }

    private async Task PlayAsync(GpioController controller, IReadOnlyList<SignalStep> steps, LoopRound round, CancellationToken stop)
    {
        foreach (var step in steps)
        {
            round.Went();
            Set(controller, step);
            if (options.Kind == SignalKind.Relay)
            {
                await Task.Delay(step.Length, time, stop);
            }
            else if (await _next.Reader.WaitAtMostAsync(step.Length, time, stop))
            {
                break;
            }
        }

        Set(controller, default);
    }

    private void Set(GpioController controller, SignalStep step)
    {
        for (int i = 0; i < options.Lines.Count; i++)
        {
            controller.Write(options.Lines[i], (i == 0 ? step.First : step.Second) != options.ActiveLow);
        }
    }
}
