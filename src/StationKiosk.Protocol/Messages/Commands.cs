using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>The commands of this version: the last level of <c>commands/{name}</c>.</summary>
public static class CommandNames
{
    /// <summary><see cref="IdentifyCommand"/>.</summary>
    public const string Identify = "identify";

    /// <summary><see cref="ResendCommand"/>.</summary>
    public const string Resend = "resend";

    /// <summary><see cref="RecountCommand"/>.</summary>
    public const string Recount = "recount";

    /// <summary><see cref="ReloadCommand"/>.</summary>
    public const string Reload = "reload";
}

/// <summary>On <c>commands/identify</c>: the kiosk shows and sounds that it is the one meant.</summary>
/// <param name="Seconds">For how long, 1 to <see cref="Limits.IdentifySecondsMax"/>.</param>
public sealed record IdentifyCommand(int Seconds);

/// <summary>On <c>commands/resend</c>: the kiosk sends events again, whatever their receipts; the office knows those that it has.</summary>
/// <param name="From">First seq, 1 or more.</param>
/// <param name="To">Last seq, at most <see cref="Limits.ResendEventsMax"/> events.</param>
public sealed record ResendCommand(long From, long To);

/// <summary>On <c>commands/recount</c>: a person has counted, and the zone's count is corrected.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Counted">What the person counted.</param>
public sealed record RecountCommand(string Zone, int Counted);

/// <summary>On <c>commands/reload</c>: the kiosk asks the broker for the network's lists anew.</summary>
public sealed record ReloadCommand;

/// <summary>On <c>responses/{name}</c>: how a command went.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Said">In a sentence.</param>
public sealed record CommandAnswer(CommandOutcome Outcome, string Said);

/// <summary>How a command went (closed set).</summary>
[JsonConverter(typeof(KebabCase<CommandOutcome>))]
public enum CommandOutcome
{
    /// <summary>Carried out, or begun where it takes time.</summary>
    Done,

    /// <summary>Understood, and not carried out; the sentence says why.</summary>
    Refused,

    /// <summary>The payload is not that command's.</summary>
    Malformed,

    /// <summary>No command of this name.</summary>
    Unknown,
}
