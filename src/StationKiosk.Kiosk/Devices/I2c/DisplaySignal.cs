using System.Threading.Channels;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>A display at a reader that says each verdict in one word; dark while nobody scans. The last verdict counts.</summary>
/// <param name="options">Which.</param>
/// <param name="open">Opens the display, see <see cref="I2cChips.Open(DisplayOptions)"/>.</param>
/// <param name="time">For how long a word is shown.</param>
internal sealed class DisplaySignal(DisplayOptions options, Func<DisplayOptions, IDisplayChip> open, TimeProvider time) : ISignal
{
    /// <summary>How long a verdict is shown.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(4);

    /// <summary>How often a display that is gone is noticed.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>"This is the kiosk meant" is shown for no longer; shorter than the loop's round may take.</summary>
    public static readonly TimeSpan IdentifyMax = TimeSpan.FromSeconds(20);

    private static readonly (string Text, TimeSpan Length) Dark = ("", LookEvery);

    private readonly Channel<(string Text, TimeSpan Length)> _next = Channel.CreateBounded<(string, TimeSpan)>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public void Show(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (options.Reader is null || options.Reader == verdict.Reader)
        {
            _next.Writer.TryWrite((WordOf(verdict), ShownFor));
        }
    }

    /// <inheritdoc/>
    public void Identify(TimeSpan duration) => _next.Writer.TryWrite(("HERE", duration < IdentifyMax ? duration : IdentifyMax));

    /// <inheritdoc/>
    public async Task SignalAsync(Action ready, LoopRound round, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(round);
        try
        {
            using var chip = await Task.Run(() => open(options), stop);
            ready();
            _next.Reader.TryRead(out _);
            await SignalAsync(chip, round, stop);
        }
        catch (Exception e) when (I2cFaults.IsOne(e))
        {
            throw I2cFaults.Unusable(Name, "ssd1306", options.Place, e);
        }
    }

    private async Task SignalAsync(IDisplayChip chip, LoopRound round, CancellationToken stop)
    {
        var (text, length) = Dark;
        while (true)
        {
            round.Went();
            await Task.Run(() => chip.Show(text), stop);
            (text, length) = await _next.Reader.WaitAtMostAsync(length, time, stop) && _next.Reader.TryRead(out var next) ? next : Dark;
        }
    }

    /// <summary>Few enough letters to be read from two metres; English, for the display has no other letters.</summary>
    private static string WordOf(Verdict verdict) => verdict switch
    {
        { Kind: VerdictKind.Welcome } => "WELCOME",
        { Kind: VerdictKind.WelcomeAgain } => "HELLO",
        { Kind: VerdictKind.ShowBadge } => "BADGE?",
        { Reason: RefusalReason.StorageUnavailable } => "BROKEN",
        _ => "NO",
    };
}
