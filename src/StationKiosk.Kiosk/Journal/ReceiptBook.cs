using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// What the office has said it holds. The newest receipt is the truth, also where it says less than one before: an office that came back from
/// a backup asks again for what it lost, and gets it while the journal still has it.
/// </summary>
/// <param name="Through">Every event up to this one is at the office, but for <paramref name="Missing"/>.</param>
/// <param name="Missing">Ranges at or below <paramref name="Through"/> that are not.</param>
/// <param name="Quarantined">Events the office holds unread.</param>
/// <param name="Month">Of visits made just now, how many their workers have this month: for the screen alone, never on the disk.</param>
public sealed record ReceiptBook(long Through, IReadOnlyList<SeqRange> Missing, IReadOnlyList<long> Quarantined, IReadOnlyList<MonthVisits>? Month = null)
{
    /// <summary>No receipt yet.</summary>
    public static readonly ReceiptBook Empty = new(0, [], []);

    /// <summary>The book after a receipt.</summary>
    public static ReceiptBook Of(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new ReceiptBook(
            Math.Max(0, receipt.Through),
            [.. receipt.Missing.Where(range => range.From <= receipt.Through)],
            receipt.Quarantined,
            receipt.Month);
    }

    /// <summary>The office holds every event up to this one, and none is missing before it.</summary>
    public long WithoutGap => Missing.Count > 0 ? Missing.Min(range => range.From) - 1 : Through;

    /// <summary>Whether the office holds an event.</summary>
    public bool Covers(long seq) => seq <= Through && !Missing.Any(range => range.Contains(seq));

    /// <summary>How many visits this month the newest receipt says that a visit's worker has; null where it does not say.</summary>
    public long? MonthOf(long seq) => Month?.Where(each => each.Seq == seq).Select(each => (long?)each.Visits).FirstOrDefault();

    /// <summary>Events without a receipt, of a journal that ends at <paramref name="lastSeq"/>.</summary>
    public long Backlog(long lastSeq) => Math.Max(0, lastSeq - Through) + Missing.Sum(range => range.Count);

    /// <summary>The oldest event without a receipt; null where there is none.</summary>
    public long? OldestUncovered(long lastSeq) => Missing.Count > 0 ? Missing.Min(range => range.From)
        : lastSeq > Through ? Through + 1
        : null;
}
