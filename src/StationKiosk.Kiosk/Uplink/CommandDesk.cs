using System.Text.Json.Serialization.Metadata;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>
/// Carries out what the office asks. Each command is carried out once: a second one with the same correlation data gets the first one's answer.
/// Used by the uplink's loop only.
/// </summary>
/// <param name="handlers">What each command does, by its name; <see cref="For{T}"/> makes one.</param>
public sealed class CommandDesk(IReadOnlyDictionary<string, Func<byte[], CommandAnswer>> handlers)
{
    /// <summary>Answers that are remembered; the oldest is forgotten.</summary>
    public const int RememberedMax = 64;

    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, CommandAnswer> _answers = new(StringComparer.Ordinal);

    /// <summary>A handler of a command with a payload of its own.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    public static Func<byte[], CommandAnswer> For<T>(JsonTypeInfo<T> type, Func<T, CommandAnswer> carryOut)
        where T : class => payload =>
            ProtocolJson.TryRead(payload, type, out var command, out string? fault) ? carryOut(command) : new CommandAnswer(CommandOutcome.Malformed, fault);

    /// <summary>Carries out a command and says how it went.</summary>
    public CommandAnswer Obey(string name, byte[] payload, byte[] correlation)
    {
        string key = $"{name} {Convert.ToHexString(correlation)}";
        if (correlation.Length > 0 && _answers.TryGetValue(key, out var before))
        {
            return before;
        }

        var answer = handlers.TryGetValue(name, out var handler)
            ? handler(payload)
            : new CommandAnswer(CommandOutcome.Unknown, $"this kiosk knows no command of this name; it knows {string.Join(", ", handlers.Keys)}");
        Remember(key, answer);
        return answer;
    }

    private void Remember(string key, CommandAnswer answer)
    {
        _answers[key] = answer;
        _order.Enqueue(key);
        if (_order.Count > RememberedMax)
        {
            _answers.Remove(_order.Dequeue());
        }
    }
}
