using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Uplink;

/// <summary>The uplink as it runs, against a real mosquitto; the office is played by a second link.</summary>
public sealed class UplinkLoopTests : IAsyncLifetime
{
    private static readonly StationId Station = StationId.Parse("west-gate");

    private readonly List<Device> _devices = [];
    private MosquittoProcess? _broker;
    private ILink? _office;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var device in _devices)
        {
            await device.DisposeAsync();
        }

        if (_office is not null)
        {
            await _office.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Two_devices_under_one_name_both_tell_of_it_and_do_not_throw_each_other_out_by_turns()
    {
        await StartBrokerAsync("");
        var one = NewDevice();
        one.Start(_broker!.Port);
        await Eventually.IsTrue(() => one.Status.Link.Connected);
        var other = NewDevice();
        other.Start(_broker.Port);

        // The one whose turn it is not stays away for minutes: from here on nothing moves.
        await Eventually.IsTrue(() => (IsAway(one) && other.Status.Link.Connected) || (IsAway(other) && one.Status.Link.Connected));
        await Eventually.IsTrue(() => one.Status.IdentityFault is not null && other.Status.IdentityFault is not null);
        Assert.Contains("it took our place at the broker ", one.Status.IdentityFault, StringComparison.Ordinal);
        Assert.InRange(one.Status.Connections + other.Status.Connections, 3, 12);
        static bool IsAway(Device device) => device.Status.Link is { Connected: false, Why: { } why } && why.Contains("it is its turn now", StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_device_that_comes_back_by_itself_tells_of_no_other()
    {
        await StartBrokerAsync("");
        var before = NewDevice();
        before.Start(_broker!.Port);
        await Eventually.IsTrue(() => before.Status.Link.Connected);
        await before.DisposeAsync();
        var device = NewDevice();
        device.Start(_broker.Port);
        await Eventually.IsTrue(() => device.Status.Link.Connected);

        await _broker.Kill();
        await Eventually.IsTrue(() => !device.Status.Link.Connected);
        await _broker.StartAgain();
        await Eventually.IsTrue(() => device.Status.Link.Connected);
        Assert.Null(device.Status.IdentityFault);
    }

    [SkippableFact]
    public async Task A_link_that_is_lost_is_said_to_be_lost_before_its_goodbye_is_over()
    {
        await StartBrokerAsync("");
        var isOver = new TaskCompletionSource();
        var device = NewDevice();
        device.Start(_broker!.Port, link => new SlowGoodbye(link, isOver.Task));
        await Eventually.IsTrue(() => device.Status.Link.Connected);

        await _broker.Kill();
        try
        {
            await Eventually.IsTrue(() => !device.Status.Link.Connected);
        }
        finally
        {
            isOver.SetResult();
        }

        await _broker.StartAgain();
        await Eventually.IsTrue(() => device.Status.Link.Connected);
    }

    [SkippableFact]
    public async Task A_batch_over_the_brokers_packet_limit_is_split_and_one_event_over_it_holds_nothing_up()
    {
        var device = NewDevice();
        device.Journal.Append([.. Enumerable.Range(0, 40).Select(_ => Problem(200))]);
        device.Journal.Append(Problem(6_000));
        device.Journal.Append(Problem(10));
        await StartBrokerAsync("max_packet_size 2000");
        device.Start(_broker!.Port);
        var seen = new HashSet<long>();
        await Eventually.IsTrue(() =>
        {
            while (_office!.Received.TryRead(out var message))
            {
                Assert.True(message.Payload.Length < 2_000);
                Assert.True(BatchPayload.TryJson(message.Payload, message.Payload[0] == '{' ? null : BatchPayload.Brotli, out byte[]? json, out string? fault), fault);
                Assert.True(ProtocolJson.TryRead(json, ProtocolJson.Default.EventBatch, out var batch, out fault), fault);
                seen.UnionWith(batch.Events.Select(e => e.Seq));
            }

            return seen.Contains(42);
        });
        Assert.Equal(Enumerable.Range(1, 42).Select(seq => (long)seq).Where(seq => seq != 41), seen.Order());
        Assert.Contains("event 41 has", device.Status.Parked, StringComparison.Ordinal);
    }

    /// <summary>A text that does not compress.</summary>
    private static EventContent Problem(int bytes) =>
        EventContent.Of(new ProblemReported("04d1c2b3a4958677", null, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(bytes / 2)), "door"));

    private Device NewDevice()
    {
        var device = new Device();
        _devices.Add(device);
        return device;
    }

    private async Task StartBrokerAsync(string settings)
    {
        SystemTools.Need("mosquitto");
        _broker = await MosquittoProcess.Start(settings);
        _office = await ConnectAsync(StationId.Parse("the-office"));
        await _office.SubscribeAsync([Topics.FilterOfAll(StationTopic.Events)], CancellationToken.None);
    }

    private async Task<ILink> ConnectAsync(StationId id) => await MqttLink.ConnectAsync(
        new BrokerWay("127.0.0.1", _broker!.Port), identity: null, default, TimeSpan.FromSeconds(30), id, new LinkMessage($"stations/{id}/x", [], Retain: false),
        TimeProvider.System, CancellationToken.None);

    /// <summary>A kiosk's uplink with a journal and a boot of its own.</summary>
    private sealed class Device : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly KioskClock _clock = new(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced);
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;
        private bool _isDisposed;

        public Device()
        {
            Status = new UplinkStatus(_clock);
            Journal = EventJournal.Open(_folder["journal.db"], _clock);
        }

        public UplinkStatus Status { get; }

        public EventJournal Journal { get; }

        public void Start(int port, Func<ILink, ILink>? seenAs = null)
        {
            var options = UplinkOptions.Default with { Port = port, RetryDelayMin = TimeSpan.FromMilliseconds(500), RetryDelayMax = TimeSpan.FromMinutes(5) };
            var voice = new StationVoice(
                online => new StationState(online, _clock.Now().Time, Journal.Epoch, _clock.Boot, "0"), () => new StationOccupancy(_clock.Now().Time, _clock.Now().Time, []),
                Health, (_, _) => null, (_, _, _) => new CommandAnswer(CommandOutcome.Unknown, ""));
            var dialer = new BrokerDialer(options, Station, _clock, () => DateTimeOffset.UnixEpoch, Status);
            var loop = new UplinkLoop(
                Station, Journal, voice, async (will, stop) => (seenAs ?? (link => link))(await dialer.ConnectAsync(will, stop)), options, _clock, Status,
                new LoopRounds(TimeProvider.System).Register("uplink", TimeSpan.FromMinutes(1)), Random.Shared.NextDouble, NullLogger<UplinkLoop>.Instance);
            _running = loop.RunAsync(_stop.Token);
        }

        public async ValueTask DisposeAsync()
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            await _stop.CancelAsync();
            await _running.ContinueWith(_ => { }, TaskScheduler.Default);
            Journal.Dispose();
            _stop.Dispose();
            _folder.Dispose();
        }

        private StationHealth Health() => new(
            _clock.Now().Time, "0", _clock.Boot, 0, new JournalHealth(Journal.Epoch, Journal.LastSeq, 0, null, null), new ClockHealth(ClockQuality.Synced, "kernel", null),
            new StorageHealth(1, 1), [], [], null, null, null);
    }

    /// <summary>A link as it is, but for how long it takes to part from it.</summary>
    private sealed class SlowGoodbye(ILink link, Task isOver) : ILink
    {
        public ChannelReader<LinkMessage> Received => link.Received;

        public int UnacknowledgedMax => link.UnacknowledgedMax;

        public long PacketBytesMax => link.PacketBytesMax;

        public TimeSpan KeepAlive => link.KeepAlive;

        public LinkException? Ended => link.Ended;

        public Task PingAsync(CancellationToken stop) => link.PingAsync(stop);

        public Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop) => link.SubscribeAsync(filters, stop);

        public Task PublishAsync(LinkMessage message, CancellationToken stop) => link.PublishAsync(message, stop);

        public async ValueTask DisposeAsync()
        {
            await isOver;
            await link.DisposeAsync();
        }
    }
}
