using StationKiosk.Kiosk.CheckIn;

namespace StationKiosk.Kiosk.Devices.GpioSignal;

/// <summary>What a signal's lines show for a while.</summary>
/// <param name="First">Whether its line is on; of a lamp red's.</param>
/// <param name="Second">Of a lamp: whether green's is on.</param>
/// <param name="Length">For how long.</param>
public readonly record struct SignalStep(bool First, bool Second, TimeSpan Length)
{
    private static readonly TimeSpan IdentifyBlink = TimeSpan.FromMilliseconds(500);

    /// <summary>A verdict as steps, by <see cref="VerdictPatterns"/>; after the last the signal is off. Empty where it has nothing to show.</summary>
    public static IReadOnlyList<SignalStep> Of(SignalOptions options, Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(verdict);
        var pattern = VerdictPatterns.Of(verdict.Kind, verdict.Reason);
        return options.Kind switch
        {
            SignalKind.Lamp => [.. pattern.LampMilliseconds.Select((length, i) => Lit(i % 2 == 0 ? pattern.Colour : null, TimeSpan.FromMilliseconds(length)))],
            SignalKind.Buzzer => [.. pattern.Beeps.SelectMany(Sounded)],
            // A card off the wall and a badge that nobody could verify are welcome too; they open no door. Both have no category.
            _ => verdict is { Kind: VerdictKind.Welcome or VerdictKind.WelcomeAgain, Category: not null } ? [new SignalStep(First: true, Second: false, options.OnFor)] : [],
        };
    }

    /// <summary>"This is the kiosk meant": a lamp and a buzzer go on and off; a relay stays off.</summary>
    public static IReadOnlyList<SignalStep> Identifying(SignalOptions options, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(options);
        int steps = options.Kind == SignalKind.Relay ? 0 : (int)Math.Ceiling(duration / IdentifyBlink);
        return [.. Enumerable.Range(0, steps).Select(step => Lit(step % 2 == 0 ? LampColour.Amber : null, IdentifyBlink))];
    }

    private static SignalStep Lit(LampColour? colour, TimeSpan length) => new(colour is LampColour.Red or LampColour.Amber, colour is LampColour.Green or LampColour.Amber, length);

    private static SignalStep[] Sounded(Beep beep) =>
        [new(First: true, Second: false, TimeSpan.FromMilliseconds(beep.Milliseconds)), new(First: false, Second: false, TimeSpan.FromMilliseconds(beep.PauseMilliseconds))];
}
