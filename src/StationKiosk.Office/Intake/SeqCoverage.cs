using System.Globalization;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Which seqs of one epoch are stored, as ranges: what a receipt says. Not safe for several threads.</summary>
public sealed class SeqCoverage
{
    /// <summary>Most ranges kept; a seq that would open one more is not taken now, so the kiosk sends it again once gaps are filled.</summary>
    public const int RangesMax = 10_000;

    /// <summary>Largest seq: whole numbers above it are not the same in every JSON reader (RFC 8259, section 6).</summary>
    public const long SeqMax = (1L << 53) - 1;

    private readonly List<SeqRange> _held;

    /// <summary>Nothing held.</summary>
    public SeqCoverage() => _held = [];

    private SeqCoverage(List<SeqRange> held) => _held = held;

    /// <summary>The ranges held: ascending, with a gap between any two.</summary>
    public IReadOnlyList<SeqRange> Held => _held;

    /// <summary>Highest seq held; 0 for none.</summary>
    public long Highest => _held.Count == 0 ? 0 : _held[^1].To;

    /// <summary>Highest seq with nothing missing up to it.</summary>
    public long Contiguous => _held is [{ From: 1, To: var to }, ..] ? to : 0;

    /// <summary>How many seqs below <see cref="Highest"/> are missing.</summary>
    public long MissingCount => Highest - _held.Sum(range => range.Count);

    /// <summary>Whether a seq is held.</summary>
    public bool Holds(long seq) => IndexOfFirstEndingAtOrAfter(seq) is var i && i < _held.Count && _held[i].Contains(seq);

    /// <summary>Adds a seq from 1 to <see cref="SeqMax"/>; false where <see cref="RangesMax"/> leaves no room. Adding one twice changes nothing.</summary>
    public bool TryAdd(long seq)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seq, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seq, SeqMax);
        int i = IndexOfFirstEndingAtOrAfter(seq - 1);
        if (i < _held.Count && seq >= _held[i].From - 1)
        {
            Grow(i, seq);
            return true;
        }

        if (_held.Count >= RangesMax)
        {
            return false;
        }

        _held.Insert(i, new SeqRange(seq, seq));
        return true;
    }

    /// <summary>Adds every seq of a range; false where <see cref="RangesMax"/> leaves no room, and nothing is changed then.</summary>
    public bool TryAdd(SeqRange range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(range.From, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.To, SeqMax);
        int first = IndexOfFirstEndingAtOrAfter(range.From - 1), end = first;
        while (end < _held.Count && _held[end].From <= range.To + 1)
        {
            end++;
        }

        if (end == first && _held.Count >= RangesMax)
        {
            return false;
        }

        var whole = end == first ? range : new SeqRange(Math.Min(range.From, _held[first].From), Math.Max(range.To, _held[end - 1].To));
        _held.RemoveRange(first, end - first);
        _held.Insert(first, whole);
        return true;
    }

    /// <summary>
    /// What to say in a receipt: the highest seq held and the ranges missing below it. Where these are more than
    /// <see cref="Limits.MissingRangesMax"/>, <c>through</c> ends before the first range that is not listed, so that the receipt stays true.
    /// </summary>
    public (long Through, IReadOnlyList<SeqRange> Missing) Receipt()
    {
        var missing = new List<SeqRange>();
        long expected = 1;
        foreach (var range in _held)
        {
            if (range.From > expected)
            {
                if (missing.Count == Limits.MissingRangesMax)
                {
                    return (expected - 1, missing);
                }

                missing.Add(new SeqRange(expected, range.From - 1));
            }

            expected = range.To + 1;
        }

        return (Highest, missing);
    }

    /// <summary>As text: <c>1-500,502-600</c>.</summary>
    public override string ToString() => string.Join(',', _held.Select(range => $"{range.From}-{range.To}"));

    /// <summary>Reads <see cref="ToString"/>.</summary>
    public static SeqCoverage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SeqCoverage([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Range)]);
    }

    private void Grow(int i, long seq)
    {
        var range = new SeqRange(Math.Min(_held[i].From, seq), Math.Max(_held[i].To, seq));
        if (i + 1 < _held.Count && _held[i + 1].From == range.To + 1)
        {
            range = range with { To = _held[i + 1].To };
            _held.RemoveAt(i + 1);
        }

        _held[i] = range;
    }

    private int IndexOfFirstEndingAtOrAfter(long seq)
    {
        int low = 0, high = _held.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _held[middle].To < seq ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static SeqRange Range(string text)
    {
        int dash = text.IndexOf('-');
        return new SeqRange(long.Parse(text.AsSpan(0, dash), CultureInfo.InvariantCulture), long.Parse(text.AsSpan(dash + 1), CultureInfo.InvariantCulture));
    }
}
