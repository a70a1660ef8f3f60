using System.Text.Json.Serialization.Metadata;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>Makes the summaries of all stations from the store. "No data" comes out as null, never as zero.</summary>
public sealed class StationsView(OfficeStore store, LocalDays days, TimeProvider time)
{
    /// <summary>Notes shown of one station.</summary>
    public const int NotesMax = 50;

    private readonly UsualVisits _usual = new(days);

    /// <summary>All stations now, or those that somebody may see; the totals are over the same.</summary>
    public StationsBody All(Scope? scope = null) => store.Read(tables => new Snapshot(tables, days, _usual, time.GetUtcNow(), scope ?? Scope.All).Body());

    /// <summary>One station now, a retired one too; null where nobody registered it and nothing came from it.</summary>
    public StationDetail? One(string id) => store.Read(tables => new Snapshot(tables, days, _usual, time.GetUtcNow(), Scope.All).Detail(id));

    private sealed class Snapshot
    {
        private readonly StoreTables _tables;
        private readonly DateTimeOffset _now;
        private readonly LocalDays _days;
        private readonly Scope _scope;
        private readonly DateTimeOffset _dayStart;
        private readonly Dictionary<string, RegisteredStation> _registered;
        private readonly IReadOnlyDictionary<string, DateTimeOffset> _lastHeard;
        private readonly IReadOnlyDictionary<string, long> _visits;
        private readonly IReadOnlyDictionary<string, double> _usual;
        private readonly IReadOnlyDictionary<string, int> _quarantined;
        private readonly IReadOnlyDictionary<string, OpenComplaints> _complaints;
        private readonly Dictionary<(string Station, StationTopic Topic), LatestMessage> _latest;
        private readonly ILookup<string, StoredEpoch> _epochs;
        private readonly ILookup<string, Alarm> _alarms;
        private readonly Dictionary<string, StationCoverage> _coverage;

        public Snapshot(StoreTables tables, LocalDays days, UsualVisits usual, DateTimeOffset now, Scope scope)
        {
            (_tables, _days, _now, _scope, _dayStart) = (tables, days, now, scope, days.StartOf(days.DayOf(now)));
            _registered = tables.Stations.All().ToDictionary(station => station.Id, StringComparer.Ordinal);
            _lastHeard = tables.Latest.LastHeard();
            _visits = tables.Visits.CountsSince(_dayStart);
            _quarantined = tables.Quarantine.Counts();
            _complaints = tables.Complaints.Open();
            _latest = tables.Latest.All().ToDictionary(message => (message.Station, message.Topic));
            _alarms = tables.Alarms.All().ToLookup(alarm => alarm.Station, StringComparer.Ordinal);
            _epochs = tables.Epochs.All().ToLookup(epoch => epoch.Station, StringComparer.Ordinal);
            var coverage = Completeness.Known(_registered.Values, _epochs.SelectMany(group => group));
            _coverage = coverage.ToDictionary(station => station.Station, StringComparer.Ordinal);
            _usual = usual.Of(tables, coverage, now);
        }

        public StationsBody Body()
        {
            var inService = _registered.Values.Where(station => station.RetiredAt is null).Select(station => station.Id);
            var unregistered = _latest.Keys.Select(key => key.Station).Concat(_epochs.Select(group => group.Key)).Where(id => !_registered.ContainsKey(id)).Distinct();
            StationSummary[] stations = [.. inService.Concat(unregistered).Where(_scope.Sees).Order(StringComparer.Ordinal).Select(Summary)];
            return new StationsBody(_now, _days.Zone.Id, _days.DayOf(_now), Totals(stations), stations);
        }

        public StationDetail? Detail(string id)
        {
            var registered = _registered.GetValueOrDefault(id);
            return registered is null && !_lastHeard.ContainsKey(id) && !_epochs.Contains(id)
                ? null
                : new StationDetail(
                    Summary(id), registered?.RegisteredAt, registered?.RetiredAt, Message(id, StationTopic.Health, ProtocolJson.Default.StationHealth),
                    [.. _epochs[id].Select(Detail)], _tables.Notes.Of(id, NotesMax));
        }

        private static EpochDetail Detail(StoredEpoch epoch)
        {
            var (through, missing) = epoch.Held.Receipt();
            return new EpochDetail(epoch.Id, through, missing, epoch.BeganAt, epoch.CompleteUntil, epoch.SeenAt);
        }

        private StationSummary Summary(string id)
        {
            var registered = _registered.GetValueOrDefault(id);
            var health = Message(id, StationTopic.Health, ProtocolJson.Default.StationHealth);
            DateTimeOffset? lastHeard = _lastHeard.TryGetValue(id, out var heard) ? heard : null;
            var state = StationState.Of(
                Message(id, StationTopic.State, ProtocolJson.Default.StationState),
                _latest.GetValueOrDefault((id, StationTopic.State))?.ReceivedAt, lastHeard, _now);
            var completeUntil = _epochs[id].MaxBy(epoch => epoch.SeenAt)?.CompleteUntil;
            int quarantined = _quarantined.GetValueOrDefault(id);
            long missing = _epochs[id].Sum(epoch => epoch.Held.MissingCount);
            long? visits = VisitsToday(id, lastHeard, completeUntil);
            double? usual = _usual.TryGetValue(id, out double mean) ? mean : null;
            var zones = ZoneView.Of(Message(id, StationTopic.Occupancy, ProtocolJson.Default.StationOccupancy), registered?.Zones ?? [], _now);
            var reasons = StationReasons.Of(
                new StationFacts(state, health, zones, registered is not null, quarantined, missing, _complaints.GetValueOrDefault(id), visits, usual) { Alarms = [.. _alarms[id]] }, _now);
            double? completeness = _coverage.TryGetValue(id, out var coverage) ? Completeness.Of([coverage], _dayStart, DateTimeOffset.MaxValue, _now).Ratio : null;
            return new StationSummary(
                id, registered?.Name ?? id, registered is not null, state.Presence, state.Since, lastHeard, visits, usual, completeness, completeUntil,
                Waiting(health, _epochs[id]), quarantined, missing, zones, StationReasons.LightOf(reasons), reasons,
                registered is { Latitude: { } latitude, Longitude: { } longitude } ? new Place(latitude, longitude) : null);
        }

        /// <summary>What the kiosk had written when it last spoke, less what has come since.</summary>
        private static long? Waiting(StationHealth? health, IEnumerable<StoredEpoch> epochs)
        {
            if (health is null)
            {
                return null;
            }

            var held = epochs.FirstOrDefault(epoch => epoch.Id == health.Journal.Epoch)?.Held;
            return held is null ? health.Journal.LastSeq : Math.Max(0, health.Journal.LastSeq - held.Receipt().Through) + held.MissingCount;
        }

        private long? VisitsToday(string id, DateTimeOffset? lastHeard, DateTimeOffset? completeUntil) =>
            _visits.TryGetValue(id, out long visits) ? visits
            : lastHeard >= _dayStart || completeUntil >= _dayStart ? 0
            : null;

        private StationTotals Totals(StationSummary[] stations)
        {
            int[] people = [.. stations.SelectMany(station => station.Zones).Where(zone => zone.Service != Service.Parking).Select(zone => zone.Count).OfType<int>()];
            long[] visits = [.. stations.Select(station => station.VisitsToday).OfType<long>()];
            return new StationTotals(
                visits.Length > 0 ? visits.Sum() : null,
                people.Length > 0 ? people.Sum(count => (long)count) : null,
                stations.Length, Count(Presence.Online), Count(Presence.Silent), Count(Presence.Offline), Count(Presence.NeverHeard),
                stations.Count(station => station.Zones.Any(zone => zone.Level == Level.Full)),
                stations.Sum(station => _complaints.GetValueOrDefault(station.Id)?.Count ?? 0),
                Completeness.Of(_coverage.Values.Where(station => _scope.Sees(station.Station)), _dayStart, DateTimeOffset.MaxValue, _now).Ratio);

            int Count(Presence presence) => stations.Count(station => station.State == presence);
        }

        private T? Message<T>(string station, StationTopic topic, JsonTypeInfo<T> type)
            where T : class =>
            _latest.TryGetValue((station, topic), out var message) && ProtocolJson.TryRead(message.Body, type, out var read, out _) ? read : null;
    }
}
