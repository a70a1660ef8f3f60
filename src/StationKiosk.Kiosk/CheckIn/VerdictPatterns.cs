using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>A lamp's colour; never the only sign.</summary>
[JsonConverter(typeof(KebabCase<LampColour>))]
public enum LampColour
{
    /// <summary>Come in.</summary>
    Green,

    /// <summary>Something is still to do.</summary>
    Amber,

    /// <summary>Not accepted.</summary>
    Red,
}

/// <summary>One tone.</summary>
/// <param name="Hertz">Its pitch; a buzzer with one pitch sounds its own.</param>
/// <param name="Milliseconds">How long it sounds.</param>
/// <param name="PauseMilliseconds">Silence after it.</param>
public sealed record Beep(int Hertz, int Milliseconds, int PauseMilliseconds);

/// <summary>A verdict as light and sound.</summary>
/// <param name="Colour">Of the lamp.</param>
/// <param name="LampMilliseconds">On, off, on … from the verdict on; dark afterwards. No two kinds share a rhythm, so that colour is not needed to tell them.</param>
/// <param name="Beeps">The tones, in order.</param>
public sealed record VerdictPattern(LampColour Colour, IReadOnlyList<int> LampMilliseconds, IReadOnlyList<Beep> Beeps);

/// <summary>
/// How each verdict looks and sounds: the one table for the door's screen, lamps and buzzers. A welcome rises, a refusal falls and is lower;
/// tones lie between 400 and 1400 Hz, which an ear of sixty hears well.
/// </summary>
public static class VerdictPatterns
{
    private const int Low = 440, Middle = 660, High = 880, Highest = 1320;

    private static readonly VerdictPattern Welcome = new(LampColour.Green, [3000], [new(High, 120, 40), new(Highest, 220, 0)]);
    private static readonly VerdictPattern WelcomeAgain = new(LampColour.Green, [800, 300, 800], [new(High, 120, 80), new(High, 120, 0)]);
    private static readonly VerdictPattern ShowBadge = new(LampColour.Amber, [400, 400, 400, 400, 400, 400, 400], [new(Middle, 200, 0)]);
    private static readonly VerdictPattern Refused = new(LampColour.Red, [200, 150, 200, 150, 200, 150, 200, 150, 200], [new(Low, 350, 80), new(Low, 350, 0)]);

    /// <summary>The kiosk's own fault, not the worker's: it calls for somebody.</summary>
    private static readonly VerdictPattern Broken = new(LampColour.Red, [1500, 300, 1500], [new(Middle, 250, 60), new(Low, 250, 60), new(Low, 600, 0)]);

    /// <summary>The pattern of a verdict.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="reason">If refused, why.</param>
    public static VerdictPattern Of(VerdictKind kind, RefusalReason? reason = null) => kind switch
    {
        VerdictKind.Welcome => Welcome,
        VerdictKind.WelcomeAgain => WelcomeAgain,
        VerdictKind.ShowBadge => ShowBadge,
        _ => reason == RefusalReason.StorageUnavailable ? Broken : Refused,
    };
}
