using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>A visit stored just now, whose worker may still stand at the door.</summary>
/// <param name="Station">Where.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Seq">The visit's number in it.</param>
/// <param name="Time">When.</param>
/// <param name="Sub">The worker's pseudonym; it stays in the office.</param>
public sealed record FreshVisit(string Station, Guid Epoch, long Seq, DateTimeOffset Time, string Sub);

/// <summary>Says in the receipts how often the workers who check in just now have done so this month.</summary>
/// <param name="visits">The visits of every station.</param>
/// <param name="days">Which month a moment lies in.</param>
public sealed class MonthlyVisits(VisitTable visits, LocalDays days)
{
    /// <summary>After this nobody stands at the door any more: a backlog that comes late costs no counting.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    /// <summary>Counting one worker's month ends here.</summary>
    public const int VisitsMax = 1_000;

    /// <summary>Whether a visit is so new that its worker may be told of it.</summary>
    public static bool IsFresh(DateTimeOffset visit, DateTimeOffset now) => (now - visit).Duration() <= FreshFor;

    /// <summary>The receipts of a group, each with the newest of its fresh visits.</summary>
    public IntakeResult AddTo(IntakeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Fresh.Count > 0)
        {
            var receipts = result.Receipts.Select(each => (each.Station, With(each.Receipt, result.Fresh.Where(visit => IsOf(visit, each.Station, each.Receipt))))).ToList();
            result.Receipts.Clear();
            result.Receipts.AddRange(receipts);
        }

        return result;
    }

    private static bool IsOf(FreshVisit visit, string station, Receipt receipt) => visit.Epoch == receipt.Epoch && visit.Station == station;

    private Receipt With(Receipt receipt, IEnumerable<FreshVisit> fresh)
    {
        var month = fresh.OrderBy(visit => visit.Seq).TakeLast(Limits.MonthVisitsMax).Select(visit => new MonthVisits(visit.Seq, Count(visit))).ToList();
        return month.Count == 0 ? receipt : receipt with { Month = month };
    }

    private long Count(FreshVisit visit)
    {
        var day = days.DayOf(visit.Time);
        var first = day.AddDays(1 - day.Day);
        return visits.OfWorker(visit.Sub, days.StartOf(first), days.StartOf(first.AddMonths(1)), VisitsMax);
    }
}
