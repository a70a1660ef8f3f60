using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>
/// Enters messages into the store, inside one transaction: idempotent on (station, epoch, seq), whatever is sent twice, late, in another
/// order or in parts. Knows nothing of MQTT.
/// </summary>
/// <param name="tables">The transaction.</param>
/// <param name="badges">Verifies badge texts that a kiosk could not.</param>
/// <param name="now">The office's time.</param>
public sealed partial class IntakeBook(StoreTables tables, BadgeCheck badges, DateTimeOffset now)
{
    /// <summary>Damaged on the way, it comes whole the next time; where the same bytes come again, the events are taken and the break is counted.</summary>
    private const string BrokenChain = "its events do not lead from after to end";

    /// <summary>Messages of a journal that was replaced may come this much later than the first of the new one.</summary>
    public static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string Station, Guid Epoch), StoredEpoch> _epochs = [];
    private readonly List<StoredEpoch> _receiptsDue = [];
    private readonly IntakeResult _result = new();
    private readonly TimeBook _times = new(tables, now);
    private EventBook? _events;

    /// <summary>Enters one message.</summary>
    public void Enter(Incoming message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!Topics.TryParse(message.Topic, out var station, out var kind))
        {
            Park(QuarantineTable.NoStation, message, "the topic is not stations/{id}/{state|occupancy|health|events}");
            return;
        }

        string id = station.Value;
        string? fault = kind switch
        {
            StationTopic.Events => EnterEvents(id, message),
            StationTopic.State => EnterState(id, message),
            StationTopic.Occupancy => EnterOccupancy(id, message),
            StationTopic.Health => EnterHealth(id, message),
            _ => "the office itself writes this topic",
        };
        _result.Stations.Add(id);
        if (fault is not null)
        {
            Park(id, message, fault);
        }
    }

    /// <summary>Saves what is held and says what the group came to; the last call in a transaction.</summary>
    public IntakeResult Close()
    {
        _times.Correct((key, began) => (_epochs.Values.FirstOrDefault(epoch => epoch.Key == key) ?? Untouched(key)).Began(began));
        foreach (var epoch in _epochs.Values)
        {
            if (tables.Epochs.TakeWatermarks(epoch.Key, epoch.Held.Contiguous) is { } reached && !(epoch.CompleteUntil >= reached))
            {
                epoch.CompleteUntil = reached;
            }

            tables.Epochs.Save(epoch);
        }

        _result.Receipts.AddRange(_receiptsDue.Select(epoch => (epoch.Station, Receipts.Of(epoch, tables, now))));
        return _result;
    }

    private string? EnterEvents(string station, Incoming message)
    {
        Heard(station, message);
        if (!EventReader.TryRead(message.Payload, message.ContentEncoding, out var batch, out string? fault))
        {
            return fault;
        }

        var epoch = Epoch(station, batch.Epoch);
        ReceiptIsDue(epoch);
        if (!batch.Chain.Holds && Park(station, message, BrokenChain) == Parking.Stored)
        {
            return null;
        }

        int stored = _result.Stored;
        foreach (var entry in batch.Good)
        {
            Events.Enter(epoch, batch.Chain.Holds ? entry : entry with { Link = null });
        }

        foreach (var entry in batch.Bad)
        {
            EnterBadEvent(epoch, message.Topic, entry);
        }

        if (_result.Stored > stored && !(batch.Chain.Holds && ChainCheck.Joins(tables.Events, epoch, batch)))
        {
            epoch.ChainBreaks++;
            _result.Alarms.Add($"station {station}, epoch {epoch.Id}: the chain breaks at event {batch.Good[0].Entry.Seq}; an event was removed or altered");
        }

        return null;
    }

    private EventBook Events => _events ??= new EventBook(tables, badges, Epoch, _times, _result, now);

    private void EnterBadEvent(StoredEpoch epoch, string topic, BadEvent bad)
    {
        var parking = Park(new Poison(epoch.Station, topic, epoch.Key, bad.Seq, bad.Why, bad.Body));
        if (parking != Parking.Full && bad.Seq is { } seq && !epoch.Held.TryAdd(seq))
        {
            Events.NoRoom(epoch);
        }
    }

    private string? EnterState(string station, Incoming message)
    {
        string? fault = EnterLatest(station, StationTopic.State, message, ProtocolJson.Default.StationState, state => state.At, out var state);
        Heard(station, message, itself: state?.Online ?? true);
        if (state is not null)
        {
            var epoch = Epoch(station, state.Epoch);
            ReceiptIsDue(epoch);
            if (state.Online)
            {
                AlarmIfReturned(epoch, message);
            }
        }

        return fault;
    }

    private string? EnterOccupancy(string station, Incoming message)
    {
        Heard(station, message);
        return EnterLatest(
            station, StationTopic.Occupancy, message, ProtocolJson.Default.StationOccupancy, occupancy => occupancy.At, out _,
            occupancy => IsWhole(occupancy.Zones));
    }

    private string? EnterHealth(string station, Incoming message)
    {
        Heard(station, message);
        string? fault = EnterLatest(
            station, StationTopic.Health, message, ProtocolJson.Default.StationHealth, health => health.At, out var health,
            health => IsWhole(health.Devices) && IsWhole(health.Loops));
        if (health?.Journal is { LastSeq: >= 0 } journal)
        {
            var epoch = Epoch(station, journal.Epoch);
            AskForWhatIsNotHeld(epoch, journal.LastSeq);
            if (Watermark.TimeOf(health, message.Retained, now) is { } at)
            {
                epoch.Began(at);
                tables.Epochs.AddWatermark(epoch.Key, journal.LastSeq, at);
            }
        }

        return fault;
    }

    /// <summary>
    /// What is not here may be on its way, or a store that is gone may have given a receipt for it: an office that came back from a backup
    /// announces the epochs that are in it, and hears of a later one by this.
    /// </summary>
    private void AskForWhatIsNotHeld(StoredEpoch epoch, long lastSeq)
    {
        if (epoch.Held.Contiguous < lastSeq)
        {
            ReceiptIsDue(epoch);
        }
    }

    private string? EnterLatest<T>(
        string station, StationTopic topic, Incoming message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> info,
        Func<T, DateTimeOffset> at, out T? read, Func<T, bool>? isWhole = null)
        where T : class
    {
        if (message.Payload.Length > Limits.BatchBytesMax)
        {
            read = null;
            return $"{message.Payload.Length} bytes, more than {Limits.BatchBytesMax}";
        }

        if (!ProtocolJson.TryRead(message.Payload, info, out read, out string? fault))
        {
            return fault;
        }

        if (isWhole?.Invoke(read) == false)
        {
            read = null;
            return "null stands in a list";
        }

        tables.Latest.Set(new LatestMessage(station, topic, at(read), now, message.Payload));
        return null;
    }

    /// <summary>The JSON reader holds members to what the records say of null, but not the elements of lists.</summary>
    private static bool IsWhole<T>(IReadOnlyList<T> list)
        where T : class? => list.All(element => element is not null);

    /// <summary>What the broker kept, or says in the station's place (a will), is not the station heard.</summary>
    private void Heard(string station, Incoming message, bool itself = true)
    {
        if (itself && !message.Retained)
        {
            tables.Latest.Heard(station, now);
        }
    }

    private void ReceiptIsDue(StoredEpoch epoch)
    {
        _receiptsDue.Remove(epoch);
        _receiptsDue.Add(epoch);
    }

    private StoredEpoch Epoch(string station, Guid id)
    {
        if (!_epochs.TryGetValue((station, id), out var epoch))
        {
            epoch = tables.Epochs.Open(station, id, now);
            _epochs.Add((station, id), epoch);
        }

        epoch.SeenAt = now;
        return epoch;
    }

    private StoredEpoch Untouched(long key)
    {
        var epoch = tables.Epochs.ByKey(key);
        _epochs.Add((epoch.Station, epoch.Id), epoch);
        return epoch;
    }

    /// <summary>
    /// A journal that is named again after another one was begun: two kiosks run under this id, or an old card was put back. What was on its way when the card was swapped is let pass.
    /// </summary>
    private void AlarmIfReturned(StoredEpoch epoch, Incoming message)
    {
        if (!message.Retained && tables.Epochs.OtherBegun(epoch) is { } other && other > epoch.FirstSeenAt && now - other > OnItsWay)
        {
            tables.Alarms.Raise(epoch.Station, AlarmKind.JournalReturned, $"epoch {epoch.Id}", now);
            _result.Alarms.Add($"station {epoch.Station}: epoch {epoch.Id} is written to again after another was begun. Look for two kiosks under one id, or an old card put back.");
        }
    }

    private Parking Park(string station, Incoming message, string why) =>
        Park(new Poison(station, message.Topic, Epoch: null, Seq: null, why, message.Payload));

    private Parking Park(Poison poison)
    {
        var parking = tables.Quarantine.Park(poison, now);
        if (parking == Parking.Stored)
        {
            _result.Quarantined++;
            _result.Alarms.Add($"{poison.Topic}{(poison.Seq is { } seq ? $" event {seq}" : "")} quarantined: {poison.Why}");
        }
        else if (parking == Parking.Full)
        {
            _result.Left++;
            _result.Alarms.Add($"the quarantine of station {poison.Station} is full; what else it sends unreadable is not stored and gets no receipt");
        }

        return parking;
    }
}
