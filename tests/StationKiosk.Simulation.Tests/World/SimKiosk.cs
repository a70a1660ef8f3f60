using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.Simulation.Tests.Disk;
using StationKiosk.TestKit;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>A kiosk: its machine (clock, disk) is simulated; desk, journal, lists, clock watch, health and uplink are the real ones.</summary>
internal sealed class SimKiosk : IDisposable
{
    private readonly StationId _station;
    private readonly SimBroker _broker;
    private readonly Pump _pump;
    private readonly Random _random;
    private readonly FaultCount _faults;
    private readonly TempFolder _folder = new(Scratch.Folder);
    private Running? _running;

    public SimKiosk(StationId station, FakeTimeProvider truth, SimBroker broker, Pump pump, Random random, FaultCount faults)
    {
        (_station, _broker, _pump, _random, _faults) = (station, broker, pump, random, faults);
        Time = new SimClock(truth);
        Disk = new SimDisk(_folder.Path, random, faults);
        Disk.Mount();
        BootId = NewId();
    }

    public StationId Station => _station;

    public SimClock Time { get; }

    public SimDisk Disk { get; }

    public ClockQuality Quality { get; set; } = ClockQuality.Synced;

    public Guid BootId { get; private set; }

    public bool IsUp => _running is not null;

    public EventJournal Journal => _running!.Journal;

    /// <summary>Starts the program; where the disk does not let it, it ends, to be started again.</summary>
    public void Start()
    {
        Running? running = null;
        try
        {
            running = new Running(this);
            running.Begin(this);
            _running = running;
            _pump.RunUntilIdle();
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            _faults.Caused("kiosk: start failed");
            running?.End(_pump);
        }
    }

    public Verdict Scan(string text) => _running!.Desk.Answer(new Scan(text, "door", _running.Clock.Now()));

    public void Refuse() => Scan("not a badge");

    /// <summary>Stops as asked: it says goodbye, and the journal writes what was deferred.</summary>
    public void Stop()
    {
        _running?.End(_pump);
        _running = null;
    }

    /// <summary>The process dies, or the machine with it: nothing it held reaches disk or network any more.</summary>
    public void Kill(bool powerCut)
    {
        Disk.Stop();
        _broker.Links.Where(link => link.Station == _station.Value).ToList().ForEach(link => link.Cut());
        _running?.End(_pump);
        _running = null;
        Disk.StartAgain(powerCut);
        if (powerCut)
        {
            BootId = NewId();
            Time.Boot();
        }
    }

    /// <summary>A loop that died is a program that ended: the simulation is over.</summary>
    public void ThrowIfDead()
    {
        if (_running?.Loops.FirstOrDefault(loop => loop.IsCompleted) is { } dead)
        {
            throw new InvalidOperationException($"a loop of {_station} died: {dead.Exception}");
        }
    }

    /// <summary>Of the seed, as everything is: an id is in a row's checksum, and with its size SQLite's pages differ.</summary>
    private Guid NewId()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public void Dispose()
    {
        if (_running is not null)
        {
            Kill(powerCut: false);
        }

        Disk.Dispose();
        _folder.Dispose();
    }

    /// <summary>One run of the program.</summary>
    private sealed class Running
    {
        private readonly CancellationTokenSource _stop = new();
        private UplinkLoop? _uplink;

        public Running(SimKiosk machine)
        {
            Clock = new KioskClock(machine.Time, machine.BootId, () => machine.Quality);
            Journal = EventJournal.Open(Path.Combine(machine.Disk.Folder, "journal.db"), Clock, new SimTail(machine.Disk), new RandomIds(machine.NewId, _ => machine.NewId()));
        }

        public KioskClock Clock { get; }

        public EventJournal Journal { get; }

        public CheckInDesk Desk { get; private set; } = null!;

        public IReadOnlyList<Task> Loops { get; private set; } = [];

        public void Begin(SimKiosk machine)
        {
            var lists = new NetworkListStore(machine.Disk.Folder, Clock);
            lists.Receive(Topics.Keys, People.Keys);
            Desk = new CheckInDesk(machine._station, Journal, lists, CheckInOptions.Default, Clock, new Dictionary<string, ReaderPlace>(StringComparer.Ordinal));
            var status = new UplinkStatus(Clock);
            var rounds = new LoopRounds(machine.Time);
            var health = new HealthReport(Journal, Clock, new DeviceRegister(Clock), rounds, machine.Disk.Folder, () => status.OfficeOffset, () => null, () => null, () => null);
            var voice = new StationVoice(
                online => new StationState(online, Clock.Now().Time, Journal.Epoch, Clock.Boot, HealthReport.Version),
                () => new StationOccupancy(Clock.Now().Time, Clock.Now().Time.AddMinutes(2), []), health.Now, lists.Receive,
                (_, _, _) => new CommandAnswer(CommandOutcome.Refused, "no commands here"));
            _uplink = new UplinkLoop(
                machine._station, Journal, voice, (will, stop) => machine._broker.ConnectAsync(machine._station.Value, will, machine.Time, stop), UplinkOptions.Default, Clock,
                status, rounds.Register("uplink", TimeSpan.FromMinutes(1)), machine._random.NextDouble, NullLogger<UplinkLoop>.Instance);
            Loops =
            [
                new JournalLoop(Journal, Clock, rounds.Register("journal", TimeSpan.FromMinutes(2))).RunAsync(_stop.Token),
                new ClockLoop(Clock, ClockFloor.Open(machine.Disk.Folder, DateTimeOffset.MinValue), Journal.Defer, rounds.Register("clock", TimeSpan.FromMinutes(1)), NullLogger<ClockLoop>.Instance).RunAsync(_stop.Token),
                _uplink.RunAsync(_stop.Token),
            ];
        }

        public void End(Pump pump)
        {
            _stop.Cancel();
            pump.RunUntilIdle();
            _uplink?.Dispose();
            Journal.Dispose();
            _stop.Dispose();
        }
    }
}
