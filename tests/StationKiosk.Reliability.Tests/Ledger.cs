using System.Collections.Concurrent;
using System.Diagnostics;

namespace StationKiosk.Reliability.Tests;

/// <summary>One answer that a worker saw.</summary>
/// <param name="Subject">Who: the badge's pseudonym.</param>
/// <param name="Verdict">What: <c>Welcome</c>, <c>WelcomeAgain</c> or <c>Refused</c>.</param>
/// <param name="At">When it was seen, never earlier than it was given (<see cref="Stopwatch.GetTimestamp"/>).</param>
internal readonly record struct Answer(string Subject, string Verdict, long At)
{
    /// <summary>Whether the worker was told that the visit counts.</summary>
    public bool IsPromise => Verdict != "Refused";
}

/// <summary>What workers were told, kept outside the system under test. Every worker scans until answered, and then never again.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Answer> _answers = new();
    private int _promises;

    /// <summary>Raised on the thread that saw an answer, before the next scan at that reader.</summary>
    public event Action<Answer>? Answered;

    public IReadOnlyCollection<Answer> Answers => _answers;

    /// <summary>How many workers were told that their visit counts.</summary>
    public int Promises => Volatile.Read(ref _promises);

    public int Refusals => _answers.Count - Promises;

    public void Write(string subject, string verdict)
    {
        var answer = new Answer(subject, verdict, Stopwatch.GetTimestamp());
        _answers.Enqueue(answer);
        if (answer.IsPromise)
        {
            Interlocked.Increment(ref _promises);
        }

        Answered?.Invoke(answer);
    }

    /// <summary>Holds the ledger against what was counted.</summary>
    /// <param name="stored">How often each pseudonym's visit was counted.</param>
    public (int Lost, int Twice, int Unknown) Compare(IReadOnlyDictionary<string, int> stored)
    {
        var promised = _answers.Where(answer => answer.IsPromise).Select(answer => answer.Subject).ToHashSet(StringComparer.Ordinal);
        return (
            promised.Count(subject => !stored.ContainsKey(subject)),
            stored.Values.Count(times => times > 1),
            stored.Keys.Count(subject => !promised.Contains(subject)));
    }
}
