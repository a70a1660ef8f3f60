using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Clocks;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>
/// The times of events as best known: a kiosk's own where it is good, and else what the boot's sync points make of it (<see cref="BootClock"/>), whether these came before the event
/// or after it. The events themselves stay as they came.
/// </summary>
internal sealed class TimeBook(StoreTables tables, DateTimeOffset now)
{
    private readonly Dictionary<(string Station, Guid Boot), Boot> _boots = [];

    /// <summary>When an event was.</summary>
    public KnownTime TimeOf(string station, JournalEvent entry)
    {
        var claimed = new KnownTime(entry.Time, entry.Clock == ClockQuality.Synced ? BootClock.GoodTo : null);
        return Best(BootOf(station, entry.Boot).Clock, claimed, entry.Mono);
    }

    /// <summary>A source of time spoke; what it corrects is corrected by <see cref="Correct"/>.</summary>
    public void Hear(string station, Guid boot, SyncPoint point)
    {
        var known = BootOf(station, boot);
        known.IsNew = true;
        known.IsContradicted |= known.Clock.IsContradictedBy(point);
        known.Clock.Add(point);
        tables.SyncPoints.Add(station, boot, point);
    }

    /// <summary>Corrects what is stored of the boots that sources spoke of. Each time that a journal is now known to have begun at is given to <paramref name="began"/>, with its epoch's key.</summary>
    public void Correct(Action<long, DateTimeOffset> began)
    {
        foreach (var ((station, id), boot) in _boots.Where(pair => pair.Value.IsNew))
        {
            // Times that were good stay, unless a source contradicts what they rest on.
            foreach (var row in tables.Visits.Times(station, id, all: boot.IsContradicted))
            {
                if (Better(boot.Clock, row) is { } better)
                {
                    tables.Visits.SetTime(station, row, better, tables.Revisions, now);
                }
            }

            foreach (var row in tables.Events.Times(station, id, all: boot.IsContradicted))
            {
                if (Better(boot.Clock, row) is { } better)
                {
                    tables.Events.SetTime(row, better);
                    if (row.Seq == 1 && better.IsGood)
                    {
                        began(row.Epoch, better.Time);
                    }
                }
            }
        }
    }

    private static KnownTime? Better(BootClock clock, RowTime row) => Best(clock, row.Known, row.Mono) is var best && best != row.Known ? best : null;

    /// <summary>A good time stands while the sources agree with each other and leave it possible.</summary>
    private static KnownTime Best(BootClock clock, KnownTime known, long mono)
    {
        if (clock.At(mono) is not { } reckoned)
        {
            return known;
        }

        bool stands = known.IsGood && clock.Agrees && (known.Time - reckoned.Time).Duration() <= reckoned.Error + known.Error;
        return stands ? known : new KnownTime(reckoned.Time, reckoned.Error);
    }

    private Boot BootOf(string station, Guid id)
    {
        if (!_boots.TryGetValue((station, id), out var boot))
        {
            boot = new Boot();
            boot.Clock.Add(tables.SyncPoints.Of(station, id));
            _boots.Add((station, id), boot);
        }

        return boot;
    }

    private sealed class Boot
    {
        public BootClock Clock { get; } = new();

        public bool IsNew { get; set; }

        public bool IsContradicted { get; set; }
    }
}
