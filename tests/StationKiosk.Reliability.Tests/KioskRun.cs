using System.Threading.Channels;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests;

/// <summary>One life of a kiosk process: the answers that it prints, in the order of each reader, until its end.</summary>
internal sealed class KioskRun(IReadOnlyList<string> readers)
{
    private const string Before = "scan at ";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Channel<string>> _answers =
        readers.ToDictionary(reader => reader, _ => Channel.CreateUnbounded<string>(), StringComparer.Ordinal);

    private bool _ended;

    /// <summary>What it prints comes here: <c>scan at lane-1: Welcome</c>.</summary>
    public void Heard(string line)
    {
        int at = line.IndexOf(Before, StringComparison.Ordinal);
        if (at >= 0 && line[(at + Before.Length)..].Split(": ") is [var reader, var answer] && _answers.TryGetValue(reader, out var answers))
        {
            answers.Writer.TryWrite(answer.Split(' ')[0]);
        }
    }

    /// <summary>Holds a badge before a reader.</summary>
    /// <returns>False where the kiosk is at its end, and nothing was shown to it.</returns>
    public bool Show(PseudoTerminal port, ReadOnlySpan<byte> badge)
    {
        lock (_lock)
        {
            if (!_ended)
            {
                port.Write(badge);
            }

            return !_ended;
        }
    }

    /// <summary>The next answer at a reader; null where the kiosk ended before it gave one.</summary>
    public async Task<string?> AnswerAsync(string reader, CancellationToken stop) =>
        await _answers[reader].Reader.WaitToReadAsync(stop) && _answers[reader].Reader.TryRead(out string? answer) ? answer : null;

    /// <summary>From now on nothing is shown to it; what was shown and not read is dropped.</summary>
    public void CloseDoor()
    {
        lock (_lock)
        {
            _ended = true;
        }
    }

    /// <summary>It is dead, and all that it printed was heard.</summary>
    public void End()
    {
        CloseDoor();
        foreach (var answers in _answers.Values)
        {
            answers.Writer.TryComplete();
        }
    }
}
