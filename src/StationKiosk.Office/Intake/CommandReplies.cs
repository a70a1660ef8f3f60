using System.Collections.Concurrent;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Answers of stations that somebody waits for, found by their correlation data (MQTT 5, 4.10).</summary>
public sealed class CommandReplies
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<CommandAnswer>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Waits for one.</summary>
    public Task<CommandAnswer> Expect(byte[] correlation) =>
        _waiting.GetOrAdd(Convert.ToHexString(correlation), _ => new TaskCompletionSource<CommandAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>One came; one that nobody waits for is passed over.</summary>
    public void Take(byte[]? correlation, ReadOnlySpan<byte> payload)
    {
        if (correlation is not null && _waiting.TryRemove(Convert.ToHexString(correlation), out var waiting))
        {
            waiting.TrySetResult(ProtocolJson.TryRead(payload, ProtocolJson.Default.CommandAnswer, out var answer, out string? fault)
                ? answer
                : new CommandAnswer(CommandOutcome.Refused, $"the station's answer cannot be read: {fault}"));
        }
    }

    /// <summary>Nobody waits for it any longer.</summary>
    public void Forget(byte[] correlation) => _waiting.TryRemove(Convert.ToHexString(correlation), out _);
}
