using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Takes up again what could not be dealt with when it came: with a newer program, or a key that was not there.</summary>
public static class Redrive
{
    /// <summary>Entries or visits of one transaction, so that the intake does not wait for all.</summary>
    public const int GroupMax = 100;

    /// <summary>Reads entries of the quarantine again.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keys">Which; null for all that are not discarded.</param>
    /// <param name="badges">Verifies badge texts.</param>
    /// <param name="now">The office's time.</param>
    /// <returns>How many were tried, and how many could be read.</returns>
    public static (int Tried, int Read) Quarantine(OfficeStore store, IReadOnlyList<long>? keys, BadgeCheck badges, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = keys ?? store.Read(tables => tables.Quarantine.Keys());
        int read = all.Chunk(GroupMax).Sum(group => store.Write(tables =>
        {
            var book = new IntakeBook(tables, badges, now);
            int done = group.Select(tables.Quarantine.One).OfType<QuarantineEntry>().Where(entry => entry.Discarded is null).Count(book.Redrive);
            book.Close();
            return done;
        }));
        return (all.Count, read);
    }

    /// <summary>Verifies again the badges of visits that do not count because nobody knew their key.</summary>
    /// <returns>How many count now.</returns>
    public static int UnknownKeys(OfficeStore store, BadgeCheck badges, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(badges);
        return store.Read(tables => tables.Visits.OfUnknownKeys()).Chunk(GroupMax).Sum(group => store.Write(tables => group.Count(each =>
        {
            if (tables.Events.Body(each.Epoch, each.Seq) is not { } body || VisitIn(body) is not { } visit)
            {
                return false;
            }

            var (seen, why) = badges.Check(visit, StationId.Parse(each.Station), each.Time, tables.Revocations);
            tables.Visits.Verified(each.Epoch, each.Seq, seen, why);
            if (why is null)
            {
                tables.Revisions.Note(each.Station, each.Time, now);
            }

            return why is null;
        })));
    }

    /// <summary>The visit that an event is or, rescued from an earlier journal, carries.</summary>
    private static VisitCheckedIn? VisitIn(byte[] body)
    {
        EventReader.ReadEvent(body, out object? data, out _);
        return data is JournalRescued rescued
            ? VisitIn(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(rescued.Event).ToArray())
            : data as VisitCheckedIn;
    }
}
