using System.Text.Json;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>A network with a past: stations of a city, each with weeks of visits, occupancy, health, complaints and the troubles that stations have. Seeded.</summary>
/// <param name="store">Where it is put, through the intake.</param>
/// <param name="now">The office's time.</param>
internal sealed class SeededNetwork(OfficeStore store, DateTimeOffset now)
{
    public const int Days = 29;

    private static readonly string[] Names =
    [
        "红山路驿站", "友好路驿站", "Xinhua Road", "南门驿站", "Railway Square", "大巴扎驿站", "会展中心驿站", "North Depot", "米东物流园", "机场高速服务区", "River Park", "高铁站驿站",
        "经开区驿站", "Old Mill", "城北货运站", "West Gate", "East Gate", "青年路驿站", "Harbour Yard", "二道桥驿站", "火车西站驿站", "Stadium", "头屯河驿站", "Ring Road 7",
    ];

    private static readonly (string Name, Service Service, int Capacity)[] Zones =
        [("hall", Service.Rest, 24), ("canteen", Service.Dining, 30), ("lot", Service.Parking, 16), ("toilet", Service.Restroom, 4)];

    private readonly Random _random = new(11);
    /// <summary>The stations have run ever since: their monotonic clocks agree with the times they give.</summary>
    private DateTimeOffset BootTime => now.AddDays(-Days - 2);

    private readonly Guid _boot = Guid.Parse("0b0b0b0b-0000-4000-8000-000000000001");
    private long _seq;

    public static string IdOf(int index) => $"station-{index + 1:000}";

    /// <summary>Puts so many stations in.</summary>
    public void Put(int stations)
    {
        for (int i = 0; i < stations; i++)
        {
            PutOne(i);
        }
    }

    /// <summary>Registers one station with a name of the test's own and puts figures in that hold now.</summary>
    public void PutNamed(string id, string name, string zone, string why)
    {
        Register(id, name, [new RegisteredZone(zone, Service.Rest, 20)], 43.8, 87.6);
        Take(now, Incoming(id, StationTopic.Occupancy, new StationOccupancy(
            now, now.AddHours(1), [new ZoneOccupancy(zone, Service.Rest, 20, 7, Level.Available, Trusted: false, why, now.AddHours(-1))]), ProtocolJson.Default.StationOccupancy));
        Take(now, Incoming(id, StationTopic.Health, Health(id, 0) with { PowerFault = why, Version = why, Update = new UpdateResult(why, UpdateOutcome.Refused, why, now), Devices = [new DeviceHealth(name, DeviceKind.Sensor, DeviceState.Absent, why, now)] }, ProtocolJson.Default.StationHealth));
    }

    /// <summary>Registers one station and says that so many are in its hall.</summary>
    public void PutNow(int i, int people)
    {
        string id = IdOf(i);
        if (people == 0)
        {
            Register(id, $"Station {i + 1}", [.. Zones.Select(zone => new RegisteredZone(zone.Name, zone.Service, zone.Capacity))], 43.6 + (i / 25 * 0.05), 87.3 + (i % 25 * 0.03));
        }

        Take(now, Incoming(id, StationTopic.Occupancy, new StationOccupancy(
            now, now.AddHours(1), [.. Zones.Select((zone, z) => new ZoneOccupancy(zone.Name, zone.Service, zone.Capacity, z == 0 ? people : 1, Level.Available, Trusted: true, Why: null, now))]),
            ProtocolJson.Default.StationOccupancy));
    }

    /// <summary>Puts visits of one worker in, made so long ago and received so long ago; left out: just now.</summary>
    public void PutVisits(string id, string worker, int visits, TimeSpan made = default, TimeSpan received = default) => Enter(
        id,
        [.. Enumerable.Range(0, visits).Select(_ => Event(now - made, EventContent.Of(
            new VisitCheckedIn(worker, "0123456789abcdef", Category.Courier, "door", Zone: null, Service: null, [], Unverified: null))))],
        now - received);

    /// <summary>Puts in, of one station, a complaint and the use of a card whose labels and readers are texts of the test's own.</summary>
    public void PutTalk(string id, string text)
    {
        JournalEvent[] events =
        [
            Event(now, EventContent.Of(new ServiceUsed("77aa10c2d3e4f506", CardKind.Service, Service.Learning, text, "WORKERAA", "0123456789abcdef", Category.Courier, "door"))),
            Event(now, EventContent.Of(new ProblemReported("04d1c2b3a4958677", Service.Restroom, text, "door"))),
            Event(now, EventContent.Of(new VisitCheckedIn("WORKERAA", "0123456789abcdef", Category.Courier, text, "hall", Service.Rest, [], Unverified: null))),
        ];
        Enter(id, events, now);
    }

    private void Enter(string id, IReadOnlyList<JournalEvent> events, DateTimeOffset at)
    {
        var payload = BatchPayload.Of(new EventBatch(Epoch(id), events));
        Take(at, new Incoming(Topics.Of(StationId.Parse(id), StationTopic.Events), payload.Bytes, payload.ContentEncoding, false, _ => Task.FromResult(true)));
    }

    private void PutOne(int i)
    {
        string id = IdOf(i);
        _seq = 0;
        Register(
            id, i < Names.Length ? Names[i] : $"Station {i + 1}", [.. Zones.Select(zone => new RegisteredZone(zone.Name, zone.Service, zone.Capacity))],
            43.82 + (0.16 * Math.Sin(i * 2.4) * Math.Sqrt((i + 1) / 24.0)), 87.6 + (0.22 * Math.Cos(i * 2.4) * Math.Sqrt((i + 1) / 24.0)));
        if (i % 24 == 13)
        {
            return; // never heard
        }

        bool silent = i % 24 == 7, littleUsed = i % 24 == 17;
        var last = silent ? now.AddHours(-5) : now;
        for (int day = Days - 1; day >= 0; day--)
        {
            Live(id, i, now.AddDays(-day), last, littleUsed && day == 0 ? 0.1 : 1);
        }

        var occupancy = new StationOccupancy(last, last.AddMinutes(silent ? 2 : 60), [.. Zones.Select((zone, z) => Zone(zone, i, z, last))]);
        Take(last, Incoming(id, StationTopic.Occupancy, occupancy, ProtocolJson.Default.StationOccupancy));
        Take(last, Incoming(id, StationTopic.State, new Protocol.Messages.StationState(i % 24 != 10, last, Epoch(id), _boot, "0.1.0"), ProtocolJson.Default.StationState));
        if (i % 24 != 10)
        {
            Take(last, Incoming(id, StationTopic.Health, Troubled(Health(id, _seq) with { At = last }, i), ProtocolJson.Default.StationHealth));
        }
    }

    /// <summary>One day of a station, up to its last moment: visits, occupancy of the last day, a complaint now and then.</summary>
    private void Live(string id, int i, DateTimeOffset until, DateTimeOffset last, double share)
    {
        var end = until < last ? until : last;
        var events = new List<JournalEvent>();
        if (_seq == 0)
        {
            events.Add(Event(until.AddDays(-1), EventContent.Of(new ClockSynced("kernel", 0, BootTime))));
        }

        int visits = (int)((14 + (i % 7 * 6)) * share);
        foreach (var time in Enumerable.Range(0, visits).Select(_ => until.AddDays(-1) + Hour()).Where(time => time < end).Order())
        {
            var zone = Zones[_random.Next(Zones.Length)];
            events.Add(Event(time, EventContent.Of(new VisitCheckedIn(
                $"WORKER{(char)('A' + _random.Next(26))}{(char)('A' + _random.Next(26))}", "0123456789abcdef", (Category)_random.Next(6), "door", zone.Name, zone.Service, [], Unverified: null))));
        }

        if (now - until < TimeSpan.FromHours(1))
        {
            events.AddRange(Enumerable.Range(0, 96).Select(quarter => end.AddDays(-1).AddMinutes(15 * quarter))
                .SelectMany(time => Zones.Select((zone, z) => Event(time, EventContent.Of(Zone(zone, i, z, time))))));
            events.Add(Event(end.AddHours(-2), EventContent.Of(new ServiceUsed("77aa10c2d3e4f506", CardKind.Service, Service.Learning, "Phone charging", "WORKERAA", "0123456789abcdef", Category.Courier, "door"))));
            if (i % 8 == 3)
            {
                events.Add(Event(end.AddHours(-3), EventContent.Of(new ProblemReported("04d1c2b3a4958677", Service.Restroom, i % 16 == 3 ? "没有热水" : "No water", "door"))));
            }
        }

        foreach (var chunk in events.OrderBy(entry => entry.Seq).Chunk(Limits.BatchEventsMax))
        {
            var payload = BatchPayload.Of(new EventBatch(Epoch(id), chunk));
            Take(end, new Incoming(Topics.Of(StationId.Parse(id), StationTopic.Events), payload.Bytes, payload.ContentEncoding, false, _ => Task.FromResult(true)));
        }

        Take(end, Incoming(id, StationTopic.Health, Health(id, _seq) with { At = end }, ProtocolJson.Default.StationHealth));
    }

    /// <summary>Meals are busy, nights are quiet.</summary>
    private TimeSpan Hour()
    {
        double[] peaks = [8, 12.2, 18.3, 22];
        double local = peaks[_random.Next(peaks.Length)] + ((_random.NextDouble() + _random.NextDouble() - 1) * 4);
        double sinceStart = local - now.ToOffset(TimeSpan.FromHours(8)).TimeOfDay.TotalHours;
        return TimeSpan.FromHours(((sinceStart % 24) + 24) % 24);
    }

    private static ZoneOccupancy Zone((string Name, Service Service, int Capacity) zone, int i, int z, DateTimeOffset at)
    {
        int count = z == 1 && i % 6 == 2 ? zone.Capacity : (int)(zone.Capacity * Math.Clamp(Habit(at.ToOffset(TimeSpan.FromHours(8))) + (0.12 * Math.Sin((i * 1.7) + (z * 2) + (at.Minute / 9.5))), 0, 1));
        bool trusted = !(i % 24 == 4 && z == 0);
        var level = count == 0 ? Level.Empty : count >= zone.Capacity ? Level.Full : count * 10 >= zone.Capacity * 7 ? Level.Busy : Level.Available;
        return new ZoneOccupancy(zone.Name, zone.Service, zone.Capacity, count, level, trusted, trusted ? null : "hall-door is silent", at.AddMinutes(-20));
    }

    /// <summary>How full a place is at an hour: little at night, most at noon and in the evening.</summary>
    private static double Habit(DateTimeOffset at)
    {
        double hour = at.TimeOfDay.TotalHours;
        return 0.08 + (0.75 * Math.Exp(-Math.Pow((hour - 12.3) / 2.2, 2))) + (0.6 * Math.Exp(-Math.Pow((hour - 18.6) / 2.6, 2))) + (0.25 * Math.Exp(-Math.Pow((hour - 8) / 1.5, 2)));
    }

    private StationHealth Troubled(StationHealth health, int i) => (i % 24) switch
    {
        20 => health with { Devices = [new DeviceHealth("camera", DeviceKind.Reader, DeviceState.Absent, "the camera /dev/video0 has given no picture for 10 s: check its cable and that no other program uses it", now.AddMinutes(-50)), .. health.Devices.Skip(1)] },
        5 => health with { Version = "0.2.0", WatchdogArmed = true, Update = new UpdateResult("0.2.0", UpdateOutcome.Installed, Why: null, now.AddDays(-2)) },
        6 => health with { WatchdogArmed = false, Update = new UpdateResult("0.2.0", UpdateOutcome.GoneBack, "it did not get ready within 90 s", now.AddDays(-2)) },
        9 => health with { Update = new UpdateResult("0.0.9", UpdateOutcome.Refused, "version 0.0.9 is not newer than 0.1.0, which is installed", now.AddDays(-2)), Storage = health.Storage with { Fault = "the file system has recorded 3 errors; replace the card" } },
        22 => health with { PowerFault = "The power supply was too weak since the start: replace it." },
        15 => health with { Journal = health.Journal with { Backlog = 412, WaitingSince = now.AddHours(-2) } },
        _ => health,
    };

    private StationHealth Health(string id, long lastSeq) => new(
        now, "0.1.0", _boot, 86_400, new JournalHealth(Epoch(id), lastSeq, 0, null, null), new ClockHealth(ClockQuality.Synced, "kernel", 3),
        new StorageHealth(21_000_000_000, 31_000_000_000),
        [new DeviceHealth("camera", DeviceKind.Reader, DeviceState.Ok, null, now.AddHours(-9)), new DeviceHealth("hall-door", DeviceKind.Sensor, DeviceState.Ok, null, now.AddHours(-9))],
        [], 47.2, null, null);

    private JournalEvent Event(DateTimeOffset time, EventContent content)
    {
        _seq++;
        return new JournalEvent(
            _seq, new Guid((int)_seq, 7, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1), content.Type, time, ClockQuality.Synced, _boot, (long)(time - BootTime).TotalMilliseconds, JsonDocument.Parse(content.Data).RootElement.Clone());
    }

    private static Guid Epoch(string id) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    private void Register(string id, string name, IReadOnlyList<RegisteredZone> zones, double latitude, double longitude) =>
        store.Write(tables => tables.Stations.Put(new RegisteredStation(id, name, zones, latitude, longitude, now.AddDays(-Days), RetiredAt: null)));

    private static Incoming Incoming<T>(string station, StationTopic topic, T message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        new(Topics.Of(StationId.Parse(station), topic), ProtocolJson.Bytes(message, type), null, false, _ => Task.FromResult(true));

    private void Take(DateTimeOffset at, Incoming message) => store.Write(tables =>
    {
        var book = new IntakeBook(tables, new BadgeCheck(() => []), at);
        book.Enter(message);
        return book.Close();
    });
}
