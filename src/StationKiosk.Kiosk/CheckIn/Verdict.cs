using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>The answer to a scan (closed set).</summary>
[JsonConverter(typeof(KebabCase<VerdictKind>))]
public enum VerdictKind
{
    /// <summary>A visit, or what a card stands for; it is on disk.</summary>
    Welcome,

    /// <summary>The same worker inside the debounce window: answered kindly, no second visit.</summary>
    WelcomeAgain,

    /// <summary>Not accepted, with a reason.</summary>
    Refused,

    /// <summary>A wall card that acts for a badge: the badge is to follow. Nothing is recorded yet.</summary>
    ShowBadge,
}

/// <summary>The answer to a scan.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Reason">Why, where it is <see cref="VerdictKind.Refused"/>.</param>
/// <param name="Category">The worker's category, where it is known.</param>
/// <param name="Since">For <see cref="VerdictKind.WelcomeAgain"/>: when the visit was.</param>
/// <param name="Flags">What was in doubt.</param>
/// <param name="Reader">Where it was scanned, for the indicator that stands there.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Seq">The number in the journal of what was stored for it; null where nothing was. By it the office's receipt is known to count it.</param>
public sealed record Verdict(
    VerdictKind Kind, RefusalReason? Reason, Category? Category, DateTimeOffset? Since, IReadOnlyList<VisitFlag> Flags, string Reader, DateTimeOffset At,
    long? Seq = null);
