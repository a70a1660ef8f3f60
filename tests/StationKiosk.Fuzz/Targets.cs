using System.Text;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Fuzz;

/// <summary>Every place where bytes of strangers come in, each with the code that really reads them there.</summary>
public sealed class Targets : IDisposable
{
    private static readonly StationId Station = StationId.Parse("west-gate");

    private readonly TestBadges _badges = new();
    /// <summary>In memory where there is such a place: what is tried here is reading, not the disk.</summary>
    private readonly TempFolder _folder = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
    private readonly EventJournal _journal;
    private readonly NetworkListStore _lists;
    private readonly OfficeStore _store;
    private readonly DeviceTargets _devices;
    private readonly Lazy<Wires> _wires;

    public Targets()
    {
        var clock = new KioskClock(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced);
        _journal = EventJournal.Open(_folder["journal.db"], clock);
        _lists = new NetworkListStore(_folder.Path, clock);
        _store = OfficeStore.Open(_folder["office.db"]);
        _devices = new DeviceTargets(_badges);
        _wires = new Lazy<Wires>(() => new Wires(_folder));
        All =
        [
            new FuzzTarget("badge", [Text(_badges.Text())], ReadBadge),
            new FuzzTarget("card", [Text(CardText.Issue(new Card("77aa10c2d3e4f506", CardKind.Service, Service.Rest, "Bench"), _badges.Issuer))], ReadCard),
            .. _devices.All,
            new FuzzTarget("receipt", Golden("receipt", "receipt~gaps"), ReadReceipt),
            .. NetworkTopics().Select(each => new FuzzTarget(each.Topic, each.Seeds, bytes => _lists.Receive(each.Topic, bytes))),
            .. Enum.GetValues<StationTopic>().Select(topic => new FuzzTarget(Topics.Of(Station, topic), SeedsOf(topic), bytes => Enter(topic, bytes, encoding: null))),
            new FuzzTarget("packed-events", [.. Golden("events").Select(Packed)], bytes => Enter(StationTopic.Events, bytes, BatchPayload.Brotli)),
            new FuzzTarget("command", [Text("""{"seconds":5}"""), Text("""{"from":1,"to":9}"""), Text("""{"zone":"hall","counted":4}"""), Text("{}")], ReadCommand),
            .. Wires.Targets(_wires),
        ];
    }

    public IReadOnlyList<FuzzTarget> All { get; }

    public void Dispose()
    {
        if (_wires.IsValueCreated)
        {
            _wires.Value.Dispose();
        }

        _devices.Dispose();
        _store.Dispose();
        _journal.Dispose();
        _badges.Dispose();
        _folder.Dispose();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[][] Golden(params string[] names) =>
        [.. names.Select(name => File.ReadAllBytes(Repository.PathOf($"tests/StationKiosk.Protocol.Tests/Golden/{name}.json")))];

    private static IEnumerable<(string Topic, byte[][] Seeds)> NetworkTopics() =>
        new[] { Topics.Keys, Topics.Revocations, Topics.Cards, Topics.Policy }.Select(topic => (topic, Golden(topic.Replace('/', '.'))));

    private static byte[][] SeedsOf(StationTopic topic) => topic switch
    {
        StationTopic.Events => Golden("events", "events~blanked"),
        StationTopic.Occupancy => Golden("occupancy"),
        StationTopic.Health => Golden("health", "health~trouble"),
        _ => Golden("state"),
    };

    private static byte[] Packed(byte[] json)
    {
        byte[] packed = new byte[System.IO.Compression.BrotliEncoder.GetMaxCompressedLength(json.Length)];
        return System.IO.Compression.BrotliEncoder.TryCompress(json, packed, out int length) ? packed[..length] : json;
    }

    private void ReadBadge(byte[] bytes)
    {
        if (BadgeText.TryParse(Encoding.Latin1.GetString(bytes), out var badge, out _) && badge.Open(_badges.Issuer, out var opened) == BadgeOpening.Opened)
        {
            badge.IsPhoneCodeFresh(opened!, Station, TestBadges.Now);
        }
    }

    private void ReadCard(byte[] bytes)
    {
        if (CardText.TryParse(Encoding.Latin1.GetString(bytes), out var card, out _))
        {
            card.Open(_badges.Issuer, out _);
        }
    }

    private void ReadReceipt(byte[] bytes)
    {
        if (ProtocolJson.TryRead(bytes, ProtocolJson.Default.Receipt, out var receipt, out _) && _journal.Receive(receipt))
        {
            throw new InvalidOperationException("a journal without an event took a receipt for one");
        }
    }

    /// <summary>Each of the commands with a payload, whichever it was meant for.</summary>
    private static void ReadCommand(byte[] bytes)
    {
        ProtocolJson.TryRead(bytes, ProtocolJson.Default.IdentifyCommand, out _, out _);
        ProtocolJson.TryRead(bytes, ProtocolJson.Default.ResendCommand, out _, out _);
        ProtocolJson.TryRead(bytes, ProtocolJson.Default.RecountCommand, out _, out _);
        ProtocolJson.TryRead(bytes, ProtocolJson.Default.ReloadCommand, out _, out _);
    }

    private void Enter(StationTopic topic, byte[] bytes, string? encoding) => _store.Write(tables =>
    {
        var book = new IntakeBook(tables, new Office.Intake.BadgeCheck(() => [_badges.PublicKey]), TestBadges.Now);
        book.Enter(new Incoming(Topics.Of(Station, topic), bytes, encoding, Retained: false, _ => Task.FromResult(true)));
        return book.Close();
    });
}
