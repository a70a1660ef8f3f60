using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Tests;

/// <summary>Messages as a kiosk would send them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    public static readonly Guid Epoch = Guid.Parse("0a0a0a0a-0000-4000-8000-000000000001");
    public static readonly Guid Boot = Guid.Parse("0b0b0b0b-0000-4000-8000-000000000001");

    public static JournalEvent Event(long seq, EventContent content, DateTimeOffset? time = null, ClockQuality clock = ClockQuality.Synced, long? mono = null) => new(
        seq, new Guid((int)seq, 7, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1), content.Type, time ?? Now.AddSeconds(seq), clock, Boot, mono ?? seq * 1000,
        JsonDocument.Parse(content.Data).RootElement.Clone());

    public static JournalEvent Visit(
        long seq, DateTimeOffset? time = null, Category category = Category.Courier, Service? service = Service.Rest, ClockQuality clock = ClockQuality.Synced, long? mono = null) =>
        Event(
            seq,
            EventContent.Of(new VisitCheckedIn(
                "ABCDEFGH", "0123456789abcdef", category, "door", service is null ? null : "hall", service, [], Unverified: null)),
            time, clock, mono);

    public static EventBatch Visits(long from, long to) => new(Epoch, [.. Enumerable.Range((int)from, (int)(to - from + 1)).Select(seq => Visit(seq))]);

    public static Incoming Incoming(string station, StationTopic topic, byte[] payload, bool retained = false, string? encoding = null) =>
        new(Topics.Of(StationId.Parse(station), topic), payload, encoding, retained, _ => Task.FromResult(true));

    public static Incoming Incoming(string station, EventBatch batch)
    {
        var payload = BatchPayload.Of(batch);
        return Incoming(station, StationTopic.Events, payload.Bytes, encoding: payload.ContentEncoding);
    }

    public static StationHealth Health(long lastSeq, DateTimeOffset at, ClockQuality clock = ClockQuality.Synced, Guid? epoch = null) => new(
        at, "1.0", Boot, 60, new JournalHealth(epoch ?? Epoch, lastSeq, 0, null, null), new ClockHealth(clock, "kernel", null),
        new StorageHealth(1, 2), [], [], null, null, null);

    public static Incoming Incoming(string station, StationHealth health, bool retained = false) =>
        Incoming(station, StationTopic.Health, ProtocolJson.Bytes(health, ProtocolJson.Default.StationHealth), retained);

    public static Incoming Incoming(string station, bool online, Guid? epoch = null, bool retained = false) => Incoming(
        station, StationTopic.State,
        ProtocolJson.Bytes(new StationState(online, Now, epoch ?? Epoch, Boot, "1.0"), ProtocolJson.Default.StationState), retained);

    public static StationOccupancy Occupancy(DateTimeOffset at, int count = 3) => new(
        at, at.AddMinutes(2), [new ZoneOccupancy("hall", Service.Rest, 20, count, Level.Available, Trusted: true, Why: null, at)]);

    public static Incoming Incoming(string station, StationOccupancy occupancy) =>
        Incoming(station, StationTopic.Occupancy, ProtocolJson.Bytes(occupancy, ProtocolJson.Default.StationOccupancy));

    /// <summary>Enters a group as the intake loop does.</summary>
    public static IntakeResult Take(this OfficeStore store, DateTimeOffset now, IReadOnlyList<IssuerKey> keys, params Incoming[] group) => store.Write(tables =>
    {
        var book = new IntakeBook(tables, new BadgeCheck(() => keys), now);
        Array.ForEach(group, book.Enter);
        return book.Close();
    });

    public static IntakeResult Take(this OfficeStore store, params Incoming[] group) => store.Take(Now, [], group);

    public static NullLogger<T> Log<T>() => NullLogger<T>.Instance;
}
