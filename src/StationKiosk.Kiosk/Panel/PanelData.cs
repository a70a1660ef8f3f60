using System.Globalization;
using System.Text.Json;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>Reads what the pages, <c>/api</c> and <c>/metrics</c> show. It changes nothing.</summary>
public sealed class PanelData(
    StationId station, EventJournal journal, RecentVerdicts verdicts, UplinkStatus uplink, Func<StationHealth> health, Func<HostHealth> host, OccupancyLoop occupancy,
    ClimateBook climates, KioskClock clock)
{
    /// <summary>Most visits of one answer.</summary>
    public const int VisitsMax = 1_000;

    private readonly TodayVisits _today = new(journal, clock);

    /// <summary>The kiosk's texts.</summary>
    public static Words Words { get; } = Words.Of(typeof(PanelData).Assembly);

    /// <summary>A station's truth in English, times in a time zone.</summary>
    public static TruthBody Truth(StationTruth truth, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return new TruthBody(truth.State, Words.Say(truth.Sentence, zone), truth.Remedy is { } remedy ? Words.Say(remedy, zone) : null, truth.Sentence, truth.Remedy);
    }

    /// <summary>Why visits cannot be stored; null while they can.</summary>
    public string? JournalFault => journal.Fault;

    private string? LinkDown => uplink.Link is { Connected: false } link ? link.Why ?? "not connected" : null;

    private TimeZoneInfo Zone => clock.Time.LocalTimeZone;

    /// <summary>Everything on the manager's page.</summary>
    public StatusBody Status()
    {
        var truths = health();
        var link = uplink.Link;
        var today = _today.Now();
        return new StatusBody(
            Truth(StationTruth.Of(truths, LinkDown), Zone),
            station.Value,
            truths.At,
            Zone.Id,
            truths.Version,
            truths,
            [.. DeviceTruths.Of(truths, host(), new LinkTruth(LinkDown, link.Since)).Select(Part)],
            occupancy.Snapshot(),
            occupancy.Counted,
            link,
            new TodayBody(today?.Visits, today?.ByHour, today?.ByService, verdicts.Answered(VerdictKind.WelcomeAgain), verdicts.Answered(VerdictKind.Refused)),
            [.. verdicts.Last.Select(verdict => new RecentBody(verdict.At, verdict.Kind, verdict.Reason, verdict.Category, verdict.Reader))]);
    }

    /// <summary>What the door's screen shows while nobody scans.</summary>
    public DoorBody Door()
    {
        var truths = health();
        var zones = occupancy.Snapshot();
        return new DoorBody(
            truths.At, station.Value, Zone.Id, StationTruth.Of(truths, LinkDown).State != TruthState.Bad, truths.Journal.Backlog, zones.ValidUntil, zones.Zones);
    }

    /// <summary>The newest visits, newest first, at most <see cref="VisitsMax"/>.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public IReadOnlyList<VisitBody> Visits(DateTimeOffset since)
    {
        var receipts = journal.Receipts;
        return [.. journal.ReadVisits(since, DateTimeOffset.MaxValue, VisitsMax).Select(e =>
        {
            var visit = JsonSerializer.Deserialize(e.Data, ProtocolJson.Default.VisitCheckedIn)!;
            return new VisitBody(e.Seq, e.Time, e.Clock, visit.Category, visit.Reader, visit.Service, visit.Flags, receipts.Covers(e.Seq));
        })];
    }

    /// <summary>Prometheus text format 0.0.4.</summary>
    public string Metrics() => $"""
        # TYPE station_kiosk_scans_total counter
        station_kiosk_scans_total{Label("verdict", "welcome")} {verdicts.Answered(VerdictKind.Welcome)}
        station_kiosk_scans_total{Label("verdict", "welcome-again")} {verdicts.Answered(VerdictKind.WelcomeAgain)}
        station_kiosk_scans_total{Label("verdict", "refused")} {verdicts.Answered(VerdictKind.Refused)}
        station_kiosk_scans_total{Label("verdict", "show-badge")} {verdicts.Answered(VerdictKind.ShowBadge)}
        # TYPE station_kiosk_journal_events_total counter
        station_kiosk_journal_events_total {journal.LastSeq}
        # TYPE station_kiosk_journal_backlog gauge
        station_kiosk_journal_backlog {journal.Backlog}
        # TYPE station_kiosk_journal_writable gauge
        station_kiosk_journal_writable {(journal.Fault is null ? 1 : 0)}
        # TYPE station_kiosk_uplink_connected gauge
        station_kiosk_uplink_connected {(uplink.Link.Connected ? 1 : 0)}
        # TYPE station_kiosk_uplink_connections_total counter
        station_kiosk_uplink_connections_total {uplink.Connections}
        # TYPE station_kiosk_uplink_events_sent_total counter
        station_kiosk_uplink_events_sent_total {uplink.EventsSent}
        # TYPE station_kiosk_uplink_receipts_total counter
        station_kiosk_uplink_receipts_total {uplink.Receipts}
        {Gauge("station_kiosk_climate_celsius", climate => climate.Celsius)}
        {Gauge("station_kiosk_climate_humidity_percent", climate => climate.HumidityPercent)}
        {Gauge("station_kiosk_climate_hectopascals", climate => climate.Hectopascals)}

        """;

    private string Gauge(string name, Func<Climate, double> value) => string.Join('\n',
        [$"# TYPE {name} gauge", .. climates.All.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{name}{Label("sensor", Escaped(pair.Key))} {value(pair.Value):0.0}"))]);

    private static string Escaped(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Label(string name, string value) => $"{{{name}=\"{value}\"}}";

    private PartBody Part(DeviceTruth part) =>
        new(part.What, part.Name, part.State, Words.Say(part.Finding, Zone), part.Remedy is { } remedy ? Words.Say(remedy, Zone) : null, part.Finding, part.Remedy, part.Since);
}
