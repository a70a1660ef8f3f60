using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <content>Reading the quarantine again.</content>
public sealed partial class IntakeBook
{
    /// <summary>Reads an entry of the quarantine again; true where it can be read now: then it is stored as if it came just now, and is quarantined no more.</summary>
    public bool Redrive(QuarantineEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var poison = entry.Poison;
        bool read = poison.Epoch is { } key ? RedriveEvent(key, poison) : RedriveMessage(poison);
        if (read)
        {
            tables.Quarantine.Remove(entry.Key);
        }

        return read;
    }

    private bool RedriveEvent(long key, Poison poison)
    {
        if (EventReader.ReadEvent(poison.Bytes, out object? data, out _) is not { } entry || (poison.Seq ?? entry.Seq) != entry.Seq)
        {
            return false;
        }

        Events.Enter(_epochs.Values.FirstOrDefault(epoch => epoch.Key == key) ?? Untouched(key), new GoodEvent(entry, poison.Bytes, data, Link: null));
        return true;
    }

    /// <summary>A snapshot has long been followed by another: to be readable is all that is asked of it.</summary>
    private bool RedriveMessage(Poison poison) => Topics.TryParse(poison.Topic, out var station, out var kind) && kind switch
    {
        StationTopic.Events => RedriveEvents(station.Value, poison, contentEncoding: null) || RedriveEvents(station.Value, poison, BatchPayload.Brotli),
        StationTopic.State => ProtocolJson.TryRead(poison.Bytes, ProtocolJson.Default.StationState, out _, out _),
        StationTopic.Occupancy => ProtocolJson.TryRead(poison.Bytes, ProtocolJson.Default.StationOccupancy, out _, out _),
        StationTopic.Health => ProtocolJson.TryRead(poison.Bytes, ProtocolJson.Default.StationHealth, out _, out _),
        _ => false,
    };

    private bool RedriveEvents(string station, Poison poison, string? contentEncoding) =>
        EnterEvents(station, new Incoming(poison.Topic, poison.Bytes, contentEncoding, Retained: true, _ => Task.FromResult(true))) is null;
}
