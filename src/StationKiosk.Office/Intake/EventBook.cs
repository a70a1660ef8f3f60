using System.Text.Json;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Enters the events of one batch: stores what is new, and derives from it what the office counts and shows.</summary>
/// <param name="tables">The transaction.</param>
/// <param name="badges">Verifies badge texts that a kiosk could not.</param>
/// <param name="epochs">A station's epoch by its id.</param>
/// <param name="times">The times of events as best known.</param>
/// <param name="result">What it came to.</param>
/// <param name="now">The office's time.</param>
internal sealed class EventBook(
    StoreTables tables, BadgeCheck badges, Func<string, Guid, StoredEpoch> epochs, TimeBook times, IntakeResult result, DateTimeOffset now)
{
    /// <summary>Enters an event that could be read.</summary>
    public void Enter(StoredEpoch epoch, GoodEvent good)
    {
        switch (Store(epoch, good))
        {
            case Storing.New:
                result.Stored++;
                Derive(epoch, good.Entry, epoch, good);
                break;
            case Storing.Known:
                result.Duplicates++;
                break;
            case Storing.Conflict:
                result.Conflicts++;
                result.Alarms.Add(
                    $"station {epoch.Station} sent event {good.Entry.Seq} of epoch {epoch.Id} again with other content; the first is kept. "
                    + "Look for two kiosks with one journal (a copied card).");
                tables.Alarms.Raise(epoch.Station, AlarmKind.ConflictingEvents, $"event {good.Entry.Seq} of epoch {epoch.Id}", now);
                break;
            case Storing.NoRoom:
                NoRoom(epoch);
                break;
        }
    }

    /// <summary>No more gaps fit: the kiosk sends it again.</summary>
    public void NoRoom(StoredEpoch epoch)
    {
        result.Left++;
        result.Alarms.Add($"station {epoch.Station}, epoch {epoch.Id}: more than {SeqCoverage.RangesMax} gaps; events left for the kiosk to send again");
    }

    private enum Storing
    {
        New,
        Known,
        Conflict,
        NoRoom,
    }

    private Storing Store(StoredEpoch epoch, GoodEvent good) =>
        !epoch.Held.TryAdd(good.Entry.Seq) ? Storing.NoRoom
        : tables.Events.Insert(epoch.Key, good.Entry, good.Body, times.TimeOf(epoch.Station, good.Entry), good.Link, now) ? Storing.New
        : IsSame(tables.Events.Body(epoch.Key, good.Entry.Seq)!, good.Body) ? Storing.Known
        : Storing.Conflict;

    /// <summary>Derives from an event what follows from it.</summary>
    /// <param name="carrier">The epoch of the event that was stored.</param>
    /// <param name="stored">The event that was stored: what is derived lies under its number.</param>
    /// <param name="epoch">The epoch that <paramref name="good"/> was written in.</param>
    /// <param name="good">The event itself, or the one that it carries.</param>
    private void Derive(StoredEpoch carrier, JournalEvent stored, StoredEpoch epoch, GoodEvent good)
    {
        var entry = good.Entry;
        if (entry.Seq == 1 && times.TimeOf(epoch.Station, entry) is { IsGood: true } first)
        {
            epoch.Began(first.Time);
        }

        switch (good.Data)
        {
            case ClockSynced clock:
                times.Hear(epoch.Station, entry.Boot, clock.Point(entry.Mono));
                break;
            case VisitCheckedIn visit:
                EnterVisit(carrier, entry with { Seq = stored.Seq }, visit);
                break;
            case JournalLost lost:
                EnterLost(epoch, entry, lost);
                break;
            case JournalRescued rescued:
                EnterRescued(carrier, stored, rescued);
                break;
        }
    }

    private void EnterVisit(StoredEpoch epoch, JournalEvent entry, VisitCheckedIn data)
    {
        var known = times.TimeOf(epoch.Station, entry);
        var (seen, why) = badges.Check(data, StationId.Parse(epoch.Station), known.Time, tables.Revocations);
        tables.Visits.Insert(epoch.Key, entry, new StoredVisit(epoch.Station, known, seen, Counted: why is null, why));
        if (why is null)
        {
            tables.Revisions.Note(epoch.Station, known.Time, now);
            result.Visits.Add(new LiveVisit(epoch.Station, known.Time, seen.Category, seen.Service, seen.Flags));
            if (seen.Sub is { } sub && MonthlyVisits.IsFresh(known.Time, now))
            {
                result.Fresh.Add(new FreshVisit(epoch.Station, epoch.Id, entry.Seq, known.Time, sub));
            }
        }
    }

    /// <summary>Only seqs before the event that says so: nothing is lost that is not yet written.</summary>
    private void EnterLost(StoredEpoch epoch, JournalEvent entry, JournalLost data)
    {
        foreach (var range in data.Ranges.Where(range => range.To < entry.Seq))
        {
            if (epoch.Held.TryAdd(range))
            {
                tables.Lost.Add(epoch.Key, new LostRange(range, data.Why, entry.Time));
            }
        }

        result.Alarms.Add(
            $"station {epoch.Station}, epoch {epoch.Id}: {data.Ranges.Sum(range => range.Count)} events will never come ({data.Why.Word()})");
    }

    /// <summary>
    /// An event of a journal that the kiosk gave up. Where the office has another event under its number, that journal had lost its end and gone
    /// on with numbers already used: then it is a visit of its own, and lies under the number of the event that carries it.
    /// </summary>
    private void EnterRescued(StoredEpoch carrier, JournalEvent stored, JournalRescued rescued)
    {
        byte[] body = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(rescued.Event).ToArray();
        if (EventReader.ReadEvent(body, out object? data, out string? why) is not { } inner)
        {
            result.Alarms.Add($"station {carrier.Station}: event {stored.Seq} carries one that cannot be read: {why}");
            return;
        }

        var good = new GoodEvent(inner, body, data, Link: null);
        var epoch = epochs(carrier.Station, rescued.Epoch);
        switch (Store(epoch, good))
        {
            case Storing.New:
                Derive(epoch, inner, epoch, good);
                break;
            case Storing.Conflict:
            case Storing.NoRoom:
                Derive(carrier, stored, epoch, good);
                break;
        }
    }

    private static bool IsSame(byte[] stored, byte[] sent)
    {
        if (stored.AsSpan().SequenceEqual(sent))
        {
            return true;
        }

        try
        {
            using var one = JsonDocument.Parse(stored);
            using var other = JsonDocument.Parse(sent);
            return JsonElement.DeepEquals(one.RootElement, other.RootElement)
                || BatchChain.DigestOf(one.RootElement, stored).AsSpan().SequenceEqual(BatchChain.DigestOf(other.RootElement, sent));
        }
        catch (InvalidOperationException)
        {
            // A text in it is no Unicode, so it cannot be compared but byte by byte.
            return false;
        }
    }
}
