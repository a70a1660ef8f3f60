using System.Globalization;
using System.Text;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Storage.Pages;

namespace StationKiosk.Office;

/// <summary><c>GET /metrics</c>: Prometheus text format 0.0.4.</summary>
public static class Metrics
{
    /// <summary>Writes them.</summary>
    public static IResult Write(IntakeCounters counters, OfficeLink link, StationsView view, OfficeStore store, StoreCopies copies)
    {
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(copies);
        return TypedResults.Text(Text(counters.Now, store.Faults, copies.NewestAt, link.IsConnected, view.All()), "text/plain; version=0.0.4; charset=utf-8");
    }

    /// <summary>The text (pure).</summary>
    public static string Text(IntakeCounts counts, PageFaults faults, DateTimeOffset? copied, bool connected, StationsBody stations)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(stations);
        var text = new StringBuilder();
        Counter("office_events_stored_total", "Events stored.", counts.Events);
        Counter("office_events_duplicate_total", "Events that were stored before.", counts.Duplicates);
        Counter("office_events_conflicting_total", "Events whose number was stored before with other content; the first is kept.", counts.Conflicts);
        Counter("office_quarantined_total", "Messages and events parked unread.", counts.Quarantined);
        Counter("office_events_left_total", "Events left for the kiosk to send again because of a limit.", counts.Left);
        Counter("office_messages_total", "MQTT messages taken in.", counts.Messages);
        Counter("office_commits_total", "Transactions of the intake.", counts.Commits);
        Counter("office_receipts_published_total", "Receipts published.", counts.Receipts);
        Counter("office_store_failures_total", "Transactions that failed and were tried again.", counts.StoreFailures);
        Counter("office_store_bits_mended_total", "Flipped bits of the store that were flipped back when their page was read.", faults.Mended);
        Gauge("office_store_pages_damaged", "Pages of the store that cannot be read.", [("", faults.Damaged.Count)]);
        Known("office_store_copied_timestamp_seconds", "When the newest daily copy of the store was made, in seconds since 1970.", copied?.ToUnixTimeSeconds());
        Gauge("office_broker_connected", "1 while connected to the broker.", [("", connected ? 1 : 0)]);
        var totals = stations.Totals;
        Gauge("office_stations", "Stations by state.", [
            ("{state=\"online\"}", totals.Online), ("{state=\"silent\"}", totals.Silent),
            ("{state=\"offline\"}", totals.Offline), ("{state=\"never-heard\"}", totals.NeverHeard)]);
        Gauge("office_station_lights", "Stations by whether somebody has to look at them.", [.. Words.All<Light>().Select(
            light => ($"{{light=\"{light.Key}\"}}", (double)stations.Stations.Count(station => station.Light == light.Value)))]);
        Gauge("office_complaints_open", "Complaints that nobody has closed.", [("", totals.Complaints)]);
        Known("office_completeness_ratio", "Station time of today known to be here, of that expected.", totals.Completeness);
        Known("office_visits_today", "Counted visits of today known so far.", totals.VisitsToday);
        Known("office_people_now", "People counted now, parking left out.", totals.PeopleNow);
        return text.ToString();

        // What is not known has no sample: a gap in the graph, not a zero.
        void Known(string name, string help, double? value) => Gauge(name, help, value is { } known ? [("", known)] : []);

        void Counter(string name, string help, long value) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n");

        void Gauge(string name, string help, (string Labels, double Value)[] samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            foreach (var (labels, value) in samples)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
            }
        }
    }
}
