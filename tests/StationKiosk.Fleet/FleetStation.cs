using StationKiosk.Hosting.Loops;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Fleet;

/// <summary>One station of the fleet: the kiosk's real desk, journal and uplink; only workers and sensors are simulated.</summary>
internal sealed class FleetStation : IDisposable
{
    private static readonly CheckInOptions Rules = CheckInOptions.Default;

    private readonly ShiftedTime _time = new();
    private readonly KioskClock _clock;
    private readonly NetworkListStore _lists;
    private readonly StationZones _zones;
    private readonly CheckInDesk _desk;
    private readonly UplinkStatus _status;
    private readonly UplinkLoop _uplink;
    private readonly FleetPlan _plan;
    private readonly Arrivals _arrivals;
    private readonly Random _random;

    public FleetStation(StationId id, FleetPlan plan, int seed)
    {
        (Id, _plan, _random) = (id, plan, new Random(seed));
        _clock = new KioskClock(_time, Guid.NewGuid(), () => ClockQuality.Synced);
        string folder = Directory.CreateDirectory(Path.Combine(plan.Folder, id.Value)).FullName;
        Journal = EventJournal.Open(Path.Combine(folder, "journal.db"), _clock);
        _lists = new NetworkListStore(folder, _clock);
        _zones = new StationZones(_random);
        _arrivals = new Arrivals(plan.VisitsADay, _random);
        var places = _zones.Readers.ToDictionary(reader => reader.Reader, reader => new ReaderPlace(reader.Zone, reader.Service), StringComparer.Ordinal);
        _desk = new CheckInDesk(id, Journal, _lists, Rules, _clock, places);
        _status = new UplinkStatus(_clock);
        var devices = new DeviceRegister(_clock);
        foreach (string reader in places.Keys)
        {
            devices.Report(reader, DeviceKind.Reader, DeviceState.Ok);
        }

        var health = new HealthReport(Journal, _clock, devices, new LoopRounds(TimeProvider.System), folder, () => _status.OfficeOffset, () => _status.CertificateExpires, () => _status.IdentityFault ?? _status.Parked, () => null);
        var voice = new StationVoice(
            online => new StationState(online, _clock.Now().Time, Journal.Epoch, _clock.Boot, HealthReport.Version), () => _zones.Snapshot(_clock.Now().Time), health.Now, Learn, new CommandDesk(new Dictionary<string, Func<byte[], CommandAnswer>>(StringComparer.Ordinal)).Obey);
        _uplink = new UplinkLoop(
            id, Journal, voice, new BrokerDialer(plan.Uplink, id, _clock, () => DateTimeOffset.UnixEpoch, _status).ConnectAsync, plan.Uplink, _clock, _status,
            new LoopRounds(TimeProvider.System).Register("uplink", TimeSpan.FromMinutes(1)), Random.Shared.NextDouble, NullLogger<UplinkLoop>.Instance);
    }

    public StationId Id { get; }

    public EventJournal Journal { get; }

    public long Scans { get; private set; }

    public long Visits { get; private set; }

    public UplinkStatus Uplink => _status;

    public string Register => $"{Id} {string.Join(' ', _zones.Register)}";

    /// <summary>Brings the journal to the office until stopped.</summary>
    public Task RunUplinkAsync(CancellationToken stop) => _uplink.RunAsync(stop);

    /// <summary>Lives the days gone by, then this one, until stopped.</summary>
    public async Task LiveAsync(CancellationToken stop)
    {
        await ListsAsync(stop);
        LivePast();
        while (!stop.IsCancellationRequested)
        {
            var wait = _arrivals.Next(TimeZoneInfo.ConvertTime(_clock.Now().Time, TimeZoneInfo.Local).Hour) / _plan.Pace;
            await Task.Delay(wait < _plan.WaitMax ? wait : _plan.WaitMax, TimeProvider.System, stop);
            if (wait < _plan.WaitMax)
            {
                Scan();
                _uplink.OccupancyChanged();
            }
        }
    }

    public void Dispose()
    {
        _uplink.Dispose();
        Journal.Dispose();
    }

    private void LivePast()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var at in _arrivals.Between(now.AddDays(-_plan.Days), now, TimeZoneInfo.Local))
        {
            _time.Shift = at - TimeProvider.System.GetUtcNow();
            Scan();
        }

        _time.Shift = TimeSpan.Zero;
    }

    private void Scan()
    {
        var now = _clock.Now();
        string reader = _zones.Enter(now.Time);
        string badge = _plan.Badges[_random.Next(_plan.Badges.Count)];
        Scans++;
        Visits += _desk.Answer(new Scan(badge, reader, now)).Kind == VerdictKind.Welcome ? 1 : 0;
    }

    /// <summary>Waits for the office's keys: a station in the field has them long before its first worker.</summary>
    private async Task ListsAsync(CancellationToken stop)
    {
        while (_lists.Current(Rules.ListsStaleAfter).InDoubt)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
        }
    }

    private string? Learn(string topic, byte[] payload) => _lists.Receive(topic, payload);
}
