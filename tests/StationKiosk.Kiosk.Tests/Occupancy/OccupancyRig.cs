using StationKiosk.Hosting.Loops;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Occupancy;

/// <summary>
/// The occupancy loop with its sensors' loops, on fake time. They run free of the test's synchronisation context, as in the program.
/// </summary>
internal sealed class OccupancyRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private CancellationTokenSource _stopLoop = new();
    private Task _loop = Task.CompletedTask;

    public OccupancyRig(OccupancyOptions options)
    {
        Clock = new KioskClock(Time, Guid.NewGuid(), () => ClockQuality.Synced);
        Devices = new DeviceRegister(Clock);
        Round = new LoopRound("occupancy", TimeSpan.FromSeconds(20), Time);
        Zones = options.BuildZones();
        Loop = new OccupancyLoop(Clock, Zones, Recorded.Enqueue, Devices, Round);
    }

    public FakeTimeProvider Time { get; } = new(TestBadges.Now);

    public KioskClock Clock { get; }

    public DeviceRegister Devices { get; }

    public LoopRound Round { get; }

    public IReadOnlyList<Zone> Zones { get; }

    public OccupancyLoop Loop { get; }

    public ConcurrentQueue<EventContent> Recorded { get; } = new();

    public IReadOnlyList<ZoneOccupancy> Changes =>
        [.. Recorded.Where(content => content.Type == EventTypes.OccupancyChanged)
            .Select(content => JsonSerializer.Deserialize(content.Data, ProtocolJson.Default.ZoneOccupancy)!)];

    /// <summary>Starts everything and waits until every sensor has been opened, or could not be.</summary>
    public async Task Start(params IEnumerable<ISensor> sensors)
    {
        _running.AddRange(sensors.Select(Sense));
        StartLoop();
        await Eventually.IsTrue(() => Devices.All.All(device => device.State != DeviceState.Starting));
    }

    public void StartLoop()
    {
        _stopLoop = new CancellationTokenSource();
        _loop = Task.Run(() => Loop.RunAsync(_stopLoop.Token));
    }

    public async Task StopLoop()
    {
        await _stopLoop.CancelAsync();
        await _loop;
    }

    public Task Sense(ISensor sensor) => Task.Run(() => new SensorLoop(sensor, Loop, Clock).RunAsync(_stop.Token));

    public ZoneOccupancy Of(string zone) => Loop.Snapshot().Zones.Single(one => one.Zone == zone);

    public DeviceHealth? Device(string name) => Devices.All.SingleOrDefault(device => device.Name == name);

    /// <summary>Lets fake time pass. Without a synchronisation context whoever waits for it goes on before this returns, so nobody falls behind.</summary>
    public void Advance(TimeSpan step)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Time.Advance(step);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Waits until a zone is so, letting no fake time pass.</summary>
    public Task Until(string zone, Func<ZoneOccupancy, bool> so) => Eventually.IsTrue(() => so(Of(zone)));

    /// <summary>Waits until something is so, letting fake time pass meanwhile.</summary>
    public Task Within(TimeSpan step, Func<bool> so) => Eventually.IsTrue(() =>
    {
        if (so())
        {
            return true;
        }

        Advance(step);
        return false;
    });

    public async Task Stop()
    {
        await StopLoop();
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var task in _running)
        {
            Assert.False(task.IsFaulted, task.Exception?.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Loop.Dispose();
        _stopLoop.Dispose();
        _stop.Dispose();
    }
}

/// <summary>A sensor that does what a test tells it.</summary>
internal sealed class ToldSensor(string name, KioskClock clock) : ISensor
{
    private volatile ISensorSink? _sink;
    private TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public bool IsOpen => _sink is not null;

    public int Opened { get; private set; }

    public Exception? FailsToOpen { get; set; }

    public async Task SenseAsync(ISensorSink sink, CancellationToken stop)
    {
        Opened++;
        if (FailsToOpen is { } failure)
        {
            throw failure;
        }

        _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
        sink.Ready();
        _sink = sink;
        try
        {
            throw await _failure.Task.WaitAsync(stop);
        }
        finally
        {
            _sink = null;
        }
    }

    public void Say(bool active, int line = 0) => _sink!.Report(new Reading(name, line, active, clock.Now()));

    public void Fail(Exception with) => _failure.SetResult(with);
}
