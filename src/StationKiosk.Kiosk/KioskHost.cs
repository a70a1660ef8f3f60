using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Kiosk.Panel.Login;
using StationKiosk.Kiosk.Trust;
using StationKiosk.Kiosk.Updates;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk;

/// <summary>
/// Puts a kiosk together, in the order of the data path: journal, check-in, occupancy, uplink, health, panel. The loops start in the order they
/// are added and stop in reverse: first no new scans, then the one in hand, last the goodbye to the broker and the journal.
/// </summary>
internal sealed class KioskHost : IAsyncDisposable
{
    /// <summary>A loop that has not gone round for this long hangs.</summary>
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a round of the uplink can take: a connect, a subscribe and a publish that are not answered.</summary>
    private static readonly TimeSpan UplinkRoundLimit = MqttLink.AnswerWithin * 4;

    /// <summary>Longer than the office may take to answer.</summary>
    private static readonly TimeSpan RenewalRoundLimit = EnrolmentClient.AnswerWithin * 2;

    private static readonly TimeSpan JournalRoundLimit = JournalLoop.FlushEvery * 3;

    private readonly KioskSettings _settings;
    private readonly ClockFloor _floor;
    private readonly KioskClock _clock;
    private readonly LoopRounds _rounds = new(TimeProvider.System);
    private readonly List<HostedLoop> _loops = [];
    private readonly ILoggerFactory _logs;
    private readonly DeviceRegister _devices;
    private readonly GpioChips _chips;
    private readonly RecentVerdicts _verdicts = new();
    private readonly ClimateBook _climates = new();
    private readonly Dictionary<string, Nearby> _nearby;
    private readonly IReadOnlyList<IIndicator> _indicators;
    private readonly DoorFeed _door;
    private readonly UplinkStatus _uplinkStatus;
    private readonly EventJournal _journal;
    private readonly NetworkListStore _lists;
    private readonly OccupancyLoop _occupancy;
    private readonly HealthReport _health;
    private readonly UplinkLoop _uplink;

    private KioskHost(KioskSettings settings)
    {
        _settings = settings;
        _logs = LoggerFactory.Create(Logging);
        _floor = ClockFloor.Open(settings.DataFolder, ClockFloor.Built());
        _clock = new KioskClock(TimeProvider.System, SystemClock.BootId(), SystemClock.Error, _floor.Time);
        _devices = new DeviceRegister(_clock);
        _uplinkStatus = new UplinkStatus(_clock);
        _journal = EventJournal.Open(settings.JournalFile, _clock);
        _door = new DoorFeed(_journal);
        _chips = new GpioChips(settings.Gpio.Simulated);
        _nearby = settings.Readers.Select(reader => reader.Serial?.WakeBy).OfType<string>().Distinct().ToDictionary(waker => waker, _ => new Nearby(), StringComparer.Ordinal);
        _indicators = [_door, _verdicts, new LogIndicator(_logs.CreateLogger<LogIndicator>()), .. AddSignals()];
        _lists = new NetworkListStore(settings.DataFolder, _clock);
        _occupancy = AddJournalAndOccupancy();
        _health = new HealthReport(_journal, _clock, _devices, _rounds, settings.DataFolder, () => _uplinkStatus.OfficeOffset, () => _uplinkStatus.CertificateExpires,
            () => _uplinkStatus.IdentityFault ?? _uplinkStatus.Parked, new UpdaterNote().Read);
        _uplink = AddUplink();
        AddRenewal();
        AddClock();
        AddCheckIn();
    }

    /// <summary>Opens the journal and puts the loops together; nothing runs yet.</summary>
    /// <exception cref="IOException">The data folder or the journal cannot be used.</exception>
    public static KioskHost Build(KioskSettings settings)
    {
        Directory.CreateDirectory(settings.DataFolder);
        try
        {
            return new KioskHost(settings);
        }
        catch (System.Data.Common.DbException e)
        {
            throw new IOException($"the journal {settings.JournalFile} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Runs until stopped. 0 after a clean stop, 1 where a loop died.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var app = BuildApp();
        await app.RunAsync(stop);
        foreach (string death in _loops.Select(loop => loop.Death).OfType<string>())
        {
            await Console.Error.WriteLineAsync($"station-kiosk: {death}");
        }

        return _loops.Any(loop => loop.Death is not null) ? 1 : 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _uplink.Dispose();
        _occupancy.Dispose();
        _journal.Dispose();
        _logs.Dispose();
        return ValueTask.CompletedTask;
    }

    private List<ISignal> AddSignals()
    {
        List<ISignal> signals =
        [
            .. _settings.Signals.Select(options => new LineSignal(options, _chips.Open, _clock.Time)),
            .. _settings.Displays.Select(options => new DisplaySignal(options, I2cChips.Open, _clock.Time)),
        ];
        foreach (var signal in signals)
        {
            Add(signal.Name, new SignalLoop(signal, _devices, _clock, _rounds.Register($"signal {signal.Name}", RoundLimit)).RunAsync);
        }

        return signals;
    }

    private OccupancyLoop AddJournalAndOccupancy()
    {
        var journalRound = _rounds.Register("journal", JournalRoundLimit);
        Add("journal", new JournalLoop(_journal, _clock, journalRound, _settings.Journal).RunAsync);
        var log = _logs.CreateLogger<DeviceRegister>();
        _devices.Changed += device => log.LogInformation("{Device}: {State} {Why}", device.Name, device.State, device.Why ?? "");
        _devices.Changed += device => _journal.Defer(EventContent.Of(new DeviceChanged(device.Name, device.Kind, device.State, device.Why)));

        var zones = _settings.Occupancy.BuildZones();
        OccupancyResume.From(_journal, zones, _clock.Now());
        var (sensors, people) = GpioSensors.Build(_settings.Gpio, _chips, _settings.Occupancy.Zones, _clock);
        var occupancy = new OccupancyLoop(_clock, zones, _journal.Defer, _devices, _rounds.Register("occupancy", RoundLimit));
        Add("occupancy", occupancy.RunAsync);
        foreach (var sensor in sensors.Concat(_settings.OtherSensors(_chips, _clock)).Select(Overheard))
        {
            Add(sensor.Name, new SensorLoop(sensor, occupancy, _clock).RunAsync);
        }

        foreach (var climate in _settings.Climates)
        {
            Add(climate.Name, new ClimateLoop(climate, I2cChips.Open, _climates, _devices, _clock).RunAsync);
        }

        if (people is not null)
        {
            Add("simulated people", stop => people.RunAsync((zone, counted) => occupancy.Recount(zone, counted), stop));
        }

        return occupancy;
    }

    /// <summary>A sensor that wakes a reader is listened to besides.</summary>
    private ISensor Overheard(ISensor sensor) => _nearby.TryGetValue(sensor.Name, out var nearby) ? new OverheardSensor(sensor, nearby) : sensor;

    private Nearby? NearbyOf(ReaderSettings reader) => reader.Serial?.WakeBy is { } waker ? _nearby[waker] : null;

    private UplinkLoop AddUplink()
    {
        var voice = new StationVoice(
            online => new StationState(online, _clock.Now().Time, _journal.Epoch, _clock.Boot, HealthReport.Version), _occupancy.Snapshot, _health.Now, _lists.Receive,
            KioskCommands.Desk(_indicators, _occupancy, _journal, () => _uplink!).Obey);
        var uplink = new UplinkLoop(
            _settings.Station, _journal, voice, new BrokerDialer(_settings.Uplink, _settings.Station, _clock, () => _clock.Floor, _uplinkStatus).ConnectAsync,
            _settings.Uplink, _clock, _uplinkStatus, _rounds.Register("uplink", UplinkRoundLimit), Random.Shared.NextDouble, _logs.CreateLogger<UplinkLoop>());
        _occupancy.Changed += uplink.OccupancyChanged;
        _devices.Changed += _ => uplink.HealthChanged();
        Add("uplink", uplink.RunAsync);
        return uplink;
    }

    private void AddRenewal()
    {
        if (_settings is { Office: { } office, Uplink.Tls: { CertificateFile: not null } tls })
        {
            var loop = new RenewalLoop(
                tls, office, new StationIdentity(_settings.DataFolder), new EnrolmentClient(_clock, () => _clock.Floor), _clock, _rounds.Register("renewal", RenewalRoundLimit),
                ends => _uplinkStatus.CertificateExpires = ends, Random.Shared.NextDouble, _logs.CreateLogger<RenewalLoop>());
            Add("renewal", loop.RunAsync);
            AddUpdates(tls, office);
        }
    }

    private void AddUpdates(TlsOptions tls, OfficeAddress office)
    {
        if (ReleaseInbox.HasUpdater)
        {
            var loop = new UpdateLoop(
                HealthReport.Version, _settings.UpdatesAskEvery, tls, office, new ReleaseInbox(_settings.DataFolder), new EnrolmentClient(_clock, () => _clock.Floor), _clock,
                _rounds.Register("updates", RenewalRoundLimit), Random.Shared.NextDouble, _logs.CreateLogger<UpdateLoop>());
            Add("updates", loop.RunAsync);
        }
    }

    private void AddClock()
    {
        foreach (var last in _journal.ReadLast(1).Where(last => last.Clock == ClockQuality.Synced))
        {
            _clock.RaiseFloor(last.Time);
        }

        Add("clock", new ClockLoop(_clock, _floor, _journal.Defer, _rounds.Register("clock", RoundLimit), _logs.CreateLogger<ClockLoop>()).RunAsync);
    }

    private void AddCheckIn()
    {
        var places = _settings.Readers.Where(reader => reader.Place is not null).ToDictionary(reader => reader.Name, reader => reader.Place!, StringComparer.Ordinal);
        var desk = new CheckInDesk(_settings.Station, _journal, _lists, _settings.CheckIn, _clock, places);
        var scans = CheckInLoop.Queue();
        Add("check-in", new CheckInLoop(scans.Reader, desk, _indicators, _clock.Time, _rounds.Register("check-in", RoundLimit)).RunAsync);
        foreach (var reader in _settings.Readers)
        {
            Add(reader.Name, new ScannerLoop(reader.Open(_chips, _clock, _logs, NearbyOf(reader)), scans.Writer, _devices, _clock).RunAsync);
        }
    }

    private WebApplication BuildApp()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(_settings.PanelUrl.ToString()).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = PanelApi.BodyBytesMax);
        builder.Services.AddSingleton(_logs);
        builder.Services.ConfigureHttpJsonOptions(PanelApi.ReadBodies);
        Add("watchdog", new WatchdogLoop(_rounds, Systemd.Register(builder.Services), _clock.Time, _logs.CreateLogger<WatchdogLoop>()).RunAsync);
        foreach (var loop in _loops)
        {
            builder.Services.AddSingleton<IHostedService>(loop);
        }

        var app = builder.Build();
        MapPanel(app);
        return app;
    }

    private void MapPanel(WebApplication app)
    {
        var host = new HostTruths();
        var data = new PanelData(
            _settings.Station, _journal, _verdicts, _uplinkStatus, _health.Now, () => HostHealth.Of(host, _settings.DataFolder), _occupancy, _climates, _clock);
        var login = new ManagerLogin(new ManagerCode(_settings.ManagerCodeFile), _clock.Time);
        var guard = new PanelGuard(login);
        app.MapPanel();
        app.MapPanelApi(data, _rounds, _occupancy, guard, _clock.Time);
        app.MapStreams(_door, data, _clock.Time);
        app.MapDownloads(_journal, data, _settings.InWords, guard, _clock.Time);
        app.MapLogin(guard, login);
    }

    private static void Logging(ILoggingBuilder logging)
    {
        // A loop's death is reported once, by RunAsync.
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (Systemd.IsThere)
        {
            logging.AddSystemdConsole();
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }
    }

    private void Add(string name, Func<CancellationToken, Task> run) => _loops.Add(new HostedLoop(name, run));
}
