using System.Text.Json;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests.Golden;

/// <summary>At least one example of every message and every event type: one rest station on one afternoon.</summary>
internal static class Examples
{
    public static readonly Guid Epoch = new("5b1d0a3e-93f4-4c57-8a41-6a0e2d7c9b10");
    public static readonly Guid OldEpoch = new("0c61f7e2-55b8-4a09-b2e7-9d3f1a8c4e55");
    public static readonly Guid Boot = new("c2f7a8d4-0f5e-4b7c-9d36-1e8b5a4f6c21");
    public static readonly DateTimeOffset At = new(2026, 11, 22, 14, 5, 9, 123, TimeSpan.Zero);
    public static readonly DateTimeOffset BootTime = At.AddMilliseconds(-7_509_123);

    public static IReadOnlyList<Example> All => [.. StationMessages, .. Commands, .. NetworkMessages, .. EventData];

    private static IReadOnlyList<Example> StationMessages =>
    [
        Example.Of("state", new StationState(Online: true, At, Epoch, Boot, "0.1.0"), ProtocolJson.Default.StationState),
        Example.Of("occupancy", Occupancy, ProtocolJson.Default.StationOccupancy),
        Example.Of("health", Health, ProtocolJson.Default.StationHealth),
        Example.Of("health~trouble", HealthInTrouble, ProtocolJson.Default.StationHealth),
        Example.Of("events", Batch, ProtocolJson.Default.EventBatch),
        Example.Of("events~blanked", Blanked, ProtocolJson.Default.EventBatch),
        Example.Of("receipt", new Receipt(Epoch, 1042, [], [], At, new ChainMark(1042, Batch.End!), [new(1042, 3)]), ProtocolJson.Default.Receipt),
        Example.Of("receipt~gaps", new Receipt(Epoch, 1042, [new(1017, 1019), new(1030, 1030)], [988], At), ProtocolJson.Default.Receipt),
    ];

    private static IReadOnlyList<Example> Commands =>
    [
        Example.Of("commands.identify", new IdentifyCommand(10), ProtocolJson.Default.IdentifyCommand),
        Example.Of("commands.resend", new ResendCommand(1017, 1042), ProtocolJson.Default.ResendCommand),
        Example.Of("commands.recount", new RecountCommand("canteen", 7), ProtocolJson.Default.RecountCommand),
        Example.Of("commands.reload", new ReloadCommand(), ProtocolJson.Default.ReloadCommand),
        Example.Of("responses", new CommandAnswer(CommandOutcome.Done, "canteen is 7"), ProtocolJson.Default.CommandAnswer),
    ];

    private static IReadOnlyList<Example> NetworkMessages =>
    [
        Example.Of("network.keys", new KeyList(At, [TestIssuer.PublicKey()]), ProtocolJson.Default.KeyList),
        Example.Of("network.revocations", new RevocationList(At, ["1f00c4de9a7b3502"], ["QXR4M7TB2KZDNW6P"]), ProtocolJson.Default.RevocationList),
        Example.Of("network.cards", new CardList(At, ["a1b2c3d4e5f60718"]), ProtocolJson.Default.CardList),
        Example.Of("network.policy", new NetworkPolicy(At, 600, 604800, ["old-mill"]), ProtocolJson.Default.NetworkPolicy),
    ];

    private static IReadOnlyList<Example> EventData =>
    [
        Example.Of(EventTypes.VisitCheckedIn, Visit, ProtocolJson.Default.VisitCheckedIn),
        Example.Of(EventTypes.VisitCheckedIn + "~unverified", UnverifiedVisit, ProtocolJson.Default.VisitCheckedIn),
        Example.Of(EventTypes.VisitRefused, new VisitRefused(RefusalReason.Expired, "door"), ProtocolJson.Default.VisitRefused),
        Example.Of(EventTypes.ServiceUsed, ServiceUsed, ProtocolJson.Default.ServiceUsed),
        Example.Of(EventTypes.ProblemReported, new ProblemReported("04d1c2b3a4958677", Service.Restroom, "No water", "door"), ProtocolJson.Default.ProblemReported),
        Example.Of(EventTypes.OccupancyChanged, Occupancy.Zones[0], ProtocolJson.Default.ZoneOccupancy),
        Example.Of(EventTypes.OccupancyRecounted, new OccupancyRecounted("canteen", 9, 7), ProtocolJson.Default.OccupancyRecounted),
        Example.Of(EventTypes.ClockSynced, Synced, ProtocolJson.Default.ClockSynced),
        Example.Of(EventTypes.DeviceChanged, DeviceChanged, ProtocolJson.Default.DeviceChanged),
        Example.Of(EventTypes.JournalLost, new JournalLost([new(17, 17), new(230, 244)], LossReason.Damaged), ProtocolJson.Default.JournalLost),
        Example.Of(EventTypes.JournalRescued, new JournalRescued(OldEpoch, Json(Refusal, ProtocolJson.Default.JournalEvent)), ProtocolJson.Default.JournalRescued),
    ];

    private static StationOccupancy Occupancy => new(At, At.AddMinutes(2),
    [
        new("canteen", Service.Dining, 24, 7, Level.Available, Trusted: true, Why: null, At.AddMinutes(-11)),
        new("quiet-room", Service.Rest, 6, null, Level.Busy, Trusted: true, Why: null, At.AddMinutes(-3)),
        new("truck-bays", Service.Parking, null, null, Level.Unknown, Trusted: false, "no reading for 15 minutes from: bay-loop", At.AddMinutes(-15)),
    ]);

    private static StationHealth Health => new(
        At, "0.1.0", Boot, 7509,
        new JournalHealth(Epoch, 1042, 0, WaitingSince: null, Fault: null),
        new ClockHealth(ClockQuality.Synced, "office", -12, ErrorMilliseconds: 84),
        new StorageHealth(5_368_709_120, 7_516_192_768),
        [new("door", DeviceKind.Reader, DeviceState.Ok, null, BootTime), new("canteen-beam", DeviceKind.Sensor, DeviceState.Ok, null, BootTime)],
        [new("check-in", GoesRound: true, 0.4), new("uplink", GoesRound: true, 1.2)],
        48.3, PowerFault: null, At.AddDays(120), WatchdogArmed: true, Update: new UpdateResult("0.1.0", UpdateOutcome.Installed, Why: null, At.AddDays(-3)));

    private static StationHealth HealthInTrouble => new(
        At, "0.1.0", Boot, 42,
        new JournalHealth(Epoch, 1042, 311, At.AddHours(-6), "no space left on the disk; free some"),
        new ClockHealth(ClockQuality.Unsynced, "none", OfficeOffsetMilliseconds: null, ErrorMilliseconds: null),
        new StorageHealth(0, 7_516_192_768, "the file system has recorded 3 errors; replace the card"),
        [new("door", DeviceKind.Reader, DeviceState.Absent, "the scanner is not plugged in; plug it in", At.AddSeconds(-20))],
        [new("uplink", GoesRound: false, 95.0)],
        CpuTemperatureCelsius: null, "the supply voltage is too low; use the supply of the parts list", CertificateExpires: null,
        "Another device uses this station's identity: it took our place at the broker 2 times, last at 2026-11-22 14:03 UTC. Take the copied card or the second kiosk away.",
        WatchdogArmed: false, new UpdateResult("0.2.0", UpdateOutcome.GoneBack, "it did not get ready within 90 s", At.AddHours(-7)));

    private static JournalEvent Refusal => Event(
        1042, "01a20393-3683-7d40-9a02-3c6e8f1b5d02", EventTypes.VisitRefused, At, Json(new VisitRefused(RefusalReason.Expired, "door"), ProtocolJson.Default.VisitRefused));

    private static EventBatch Batch => Chained(After,
    [
        Event(1041, "01a20393-26e3-7c3e-8f21-0d5b7a9e4c01", EventTypes.VisitCheckedIn, At.AddSeconds(-4), Json(Visit, ProtocolJson.Default.VisitCheckedIn)),
        Refusal,
    ]);

    /// <summary>As a kiosk sends it again whose pseudonyms were blanked in the meantime: another id, no pseudonym, and the digest of what it was.</summary>
    private static EventBatch Blanked
    {
        get
        {
            var (visit, id) = (Batch.Events[0], new Guid("01a20393-26e3-7000-8000-000000000000"));
            string digest = Chain.Text(Chain.Digest(ProtocolJson.Bytes(visit, ProtocolJson.Default.JournalEvent)));
            return Chained(After, [visit with { Id = id, Data = Json(Visit with { Sub = null, Badge = null }, ProtocolJson.Default.VisitCheckedIn), Digest = digest }]);
        }
    }

    private static byte[] After => Chain.Digest("every event up to 1040"u8);

    private static EventBatch Chained(byte[] after, IReadOnlyList<JournalEvent> events)
    {
        byte[] end = events.Aggregate(after, (link, e) => Chain.Next(
            link, Chain.TryParse(e.Digest, out byte[]? digest) ? digest : Chain.Digest(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent))));
        return new EventBatch(Epoch, events, Chain.Text(after), Chain.Text(end));
    }

    private static VisitCheckedIn Visit => new(
        TestIssuer.Badge.Subject, TestIssuer.Badge.Id, Category.Courier, "door", "canteen", Service.Dining, [], Unverified: null);

    private static VisitCheckedIn UnverifiedVisit => new(
        null, null, null, "door", null, null, [VisitFlag.ClockUnsynced, VisitFlag.KeysStale, VisitFlag.KeyUnverified], GoldenFiles.Text("badge.txt"));

    private static ServiceUsed ServiceUsed => new(
        "77aa10c2d3e4f506", CardKind.Service, Service.Learning, "Phone charging", TestIssuer.Badge.Subject, TestIssuer.Badge.Id, Category.Courier, "door");

    private static ClockSynced Synced => new("kernel", 1_284_000, BootTime, ErrorMilliseconds: 500);

    private static DeviceChanged DeviceChanged => new("door", DeviceKind.Reader, DeviceState.Absent, "the scanner is not plugged in; plug it in");

    private static JournalEvent Event(long seq, string id, string type, DateTimeOffset time, JsonElement data) => new(
        seq, new Guid(id), type, time, ClockQuality.Synced, Boot, (long)(time - BootTime).TotalMilliseconds, data);

    private static JsonElement Json<T>(T data, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(data, type);
}
