using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Occupancy;

/// <summary>The occupancy loop with its sensors' loops, on fake time.</summary>
internal sealed class OccupancyRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

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

    public Task Start(params IEnumerable<ISensor> sensors)
    {
        foreach (var sensor in sensors)
        {
            _running.Add(Sense(sensor));
        }

        _running.Add(Loop.RunAsync(_stop.Token));
        return Task.CompletedTask;
    }

    public Task Sense(ISensor sensor) => new SensorLoop(sensor, Loop, Clock).RunAsync(_stop.Token);

    public ZoneOccupancy Of(string zone) => Loop.Snapshot().Zones.Single(one => one.Zone == zone);

    public DeviceHealth? Device(string name) => Devices.All.SingleOrDefault(device => device.Name == name);

    /// <summary>Waits until a zone is so, letting no fake time pass.</summary>
    public Task Until(string zone, Func<ZoneOccupancy, bool> so) => Eventually.IsTrue(() => so(Of(zone)));

    /// <summary>Waits until something is so, letting fake time pass meanwhile.</summary>
    public Task Within(TimeSpan step, Func<bool> so) => Eventually.IsTrue(() =>
    {
        if (so())
        {
            return true;
        }

        Time.Advance(step);
        return false;
    });

    public async Task Stop()
    {
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
