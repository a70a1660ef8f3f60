using System.Text.Json;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>Reads what the page, <c>/api</c> and <c>/metrics</c> show. It changes nothing.</summary>
public sealed class PanelData(
    StationId station, EventJournal journal, RecentVerdicts verdicts, UplinkStatus uplink, Func<StationHealth> health, Func<StationOccupancy> occupancy, KioskClock clock)
{
    /// <summary>Most visits of one answer.</summary>
    public const int VisitsMax = 1_000;

    /// <summary>Why visits cannot be stored; null while they can.</summary>
    public string? JournalFault => journal.Fault;

    /// <summary>Everything on the manager's page.</summary>
    public StatusBody Status()
    {
        var truths = health();
        return new StatusBody(
            StationTruth.Of(truths, uplink.Link.Connected ? null : uplink.Link.Why ?? "not connected"),
            station.Value,
            truths.At,
            truths.Version,
            truths,
            occupancy(),
            uplink.Link,
            new TodayBody(VisitsToday(), verdicts.Answered(VerdictKind.WelcomeAgain), verdicts.Answered(VerdictKind.Refused)),
            [.. verdicts.Last.Select(verdict => new RecentBody(verdict.At, verdict.Kind, verdict.Reason, verdict.Category, verdict.Reader))]);
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

        """;

    private static string Label(string name, string value) => $"{{{name}=\"{value}\"}}";

    private long? VisitsToday()
    {
        var local = TimeZoneInfo.ConvertTime(clock.Now().Time, clock.Time.LocalTimeZone);
        try
        {
            return journal.CountVisits(new DateTimeOffset(local.Date, local.Offset));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
