using System.Text.Json;
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
public sealed class IntakeBook(StoreTables tables, BadgeCheck badges, DateTimeOffset now)
{
    private readonly Dictionary<(string Station, Guid Epoch), StoredEpoch> _epochs = [];
    private readonly List<StoredEpoch> _receiptsDue = [];
    private readonly IntakeResult _result = new();

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
        foreach (var epoch in _epochs.Values)
        {
            if (tables.Epochs.TakeWatermarks(epoch.Key, epoch.Held.Contiguous) is { } reached && !(epoch.CompleteUntil >= reached))
            {
                epoch.CompleteUntil = reached;
            }

            tables.Epochs.Save(epoch);
        }

        _result.Receipts.AddRange(_receiptsDue.Select(epoch => (epoch.Station, Receipts.Of(epoch, tables.Quarantine, now))));
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
        foreach (var entry in batch.Good)
        {
            EnterEvent(epoch, entry);
        }

        foreach (var entry in batch.Bad)
        {
            EnterBadEvent(epoch, message.Topic, entry);
        }

        ReceiptIsDue(epoch);
        return null;
    }

    private void EnterEvent(StoredEpoch epoch, GoodEvent good)
    {
        var entry = good.Entry;
        if (!epoch.Held.TryAdd(entry.Seq))
        {
            Leave(epoch, $"more than {SeqCoverage.RangesMax} gaps");
        }
        else if (tables.Events.Insert(epoch.Key, entry, good.Body, now))
        {
            _result.Stored++;
            Derive(epoch, good);
        }
        else if (IsSame(tables.Events.Body(epoch.Key, entry.Seq)!, good.Body))
        {
            _result.Duplicates++;
        }
        else
        {
            _result.Conflicts++;
            _result.Alarms.Add(
                $"station {epoch.Station} sent event {entry.Seq} of epoch {epoch.Id} again with other content; the first is kept. "
                + "Look for two kiosks with one journal (a copied card).");
        }
    }

    private void Derive(StoredEpoch epoch, GoodEvent good)
    {
        var entry = good.Entry;
        if (good.Clock is { } clock)
        {
            tables.Visits.SetBootTime(epoch.Station, entry.Boot, clock.BootTime);
        }

        if (entry.Seq == 1 && entry.Clock == ClockQuality.Synced)
        {
            Began(epoch, entry.Time);
        }

        if (good.Visit is not { } data)
        {
            return;
        }

        var time = entry.Clock == ClockQuality.Unsynced && tables.Visits.BootTime(epoch.Station, entry.Boot) is { } boot
            ? boot.AddMilliseconds(entry.Mono)
            : entry.Time;
        var (seen, why) = badges.Check(data, StationId.Parse(epoch.Station), time, tables.Revocations);
        tables.Visits.Insert(epoch.Key, entry, new StoredVisit(epoch.Station, time, seen, Counted: why is null, why));
        if (why is null)
        {
            _result.Visits.Add(new LiveVisit(epoch.Station, time, seen.Category, seen.Service, seen.Flags));
        }
    }

    private void EnterBadEvent(StoredEpoch epoch, string topic, BadEvent bad)
    {
        var parking = Park(new Poison(epoch.Station, topic, epoch.Key, bad.Seq, bad.Why, bad.Body));
        if (parking != Parking.Full && bad.Seq is { } seq && !epoch.Held.TryAdd(seq))
        {
            Leave(epoch, $"more than {SeqCoverage.RangesMax} gaps");
        }
    }

    private string? EnterState(string station, Incoming message)
    {
        string? fault = EnterLatest(station, StationTopic.State, message, ProtocolJson.Default.StationState, state => state.At, out var state);
        Heard(station, message, itself: state?.Online ?? true);
        if (state is not null)
        {
            ReceiptIsDue(Epoch(station, state.Epoch));
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
        if (health is not null && Watermark.TimeOf(health, message.Retained, now) is { } at && health.Journal.LastSeq >= 0)
        {
            var epoch = Epoch(station, health.Journal.Epoch);
            Began(epoch, at);
            tables.Epochs.AddWatermark(epoch.Key, health.Journal.LastSeq, at);
        }

        return fault;
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

    private static void Began(StoredEpoch epoch, DateTimeOffset at)
    {
        if (!(epoch.BeganAt <= at))
        {
            epoch.BeganAt = at;
        }
    }

    private void Park(string station, Incoming message, string why) =>
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

    private void Leave(StoredEpoch epoch, string why)
    {
        _result.Left++;
        _result.Alarms.Add($"station {epoch.Station}, epoch {epoch.Id}: {why}; events left for the kiosk to send again");
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
            return JsonElement.DeepEquals(one.RootElement, other.RootElement);
        }
        catch (InvalidOperationException)
        {
            // A text in it is no Unicode, so it cannot be compared but byte by byte.
            return false;
        }
    }
}
