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

    private readonly TempFolder _folder = new();
    private readonly KioskClock _clock = new(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced);
    private readonly CancellationTokenSource _stop = new();
    private readonly UplinkStatus _status;
    private readonly EventJournal _journal;
    private MosquittoProcess? _broker;
    private ILink? _office;
    private Task _running = Task.CompletedTask;

    public UplinkLoopTests()
    {
        _status = new UplinkStatus(_clock);
        _journal = EventJournal.Open(_folder["journal.db"], _clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        if (_office is not null)
        {
            await _office.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _journal.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task A_batch_over_the_brokers_packet_limit_is_split_and_one_event_over_it_holds_nothing_up()
    {
        _journal.Append([.. Enumerable.Range(0, 40).Select(_ => Problem(200))]);
        _journal.Append(Problem(6_000));
        _journal.Append(Problem(10));
        await StartAsync("max_packet_size 2000");
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
        Assert.Contains("event 41 has", _status.Parked, StringComparison.Ordinal);
    }

    /// <summary>A text that does not compress.</summary>
    private static EventContent Problem(int bytes) =>
        EventContent.Of(new ProblemReported("04d1c2b3a4958677", null, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(bytes / 2)), "door"));

    private async Task StartAsync(string settings)
    {
        SystemTools.Need("mosquitto");
        _broker = await MosquittoProcess.Start(settings);
        _office = await ConnectAsync(StationId.Parse("the-office"));
        await _office.SubscribeAsync([Topics.FilterOfAll(StationTopic.Events)], CancellationToken.None);
        var options = UplinkOptions.Default with { Port = _broker.Port, RetryDelayMin = TimeSpan.FromMilliseconds(100), RetryDelayMax = TimeSpan.FromMinutes(5) };
        var voice = new StationVoice(
            online => new StationState(online, _clock.Now().Time, _journal.Epoch, _clock.Boot, "0"), () => new StationOccupancy(_clock.Now().Time, _clock.Now().Time, []),
            Health, (_, _) => null, (_, _, _) => new CommandAnswer(CommandOutcome.Unknown, ""));
        var loop = new UplinkLoop(
            Station, _journal, voice, new BrokerDialer(options, Station, _clock, () => DateTimeOffset.UnixEpoch, _status).ConnectAsync, options, _clock, _status,
            new LoopRounds(TimeProvider.System).Register("uplink", TimeSpan.FromMinutes(1)), Random.Shared.NextDouble, NullLogger<UplinkLoop>.Instance);
        _running = loop.RunAsync(_stop.Token);
    }

    private StationHealth Health() => new(
        _clock.Now().Time, "0", _clock.Boot, 0, new JournalHealth(_journal.Epoch, _journal.LastSeq, 0, null, null), new ClockHealth(ClockQuality.Synced, "kernel", null),
        new StorageHealth(1, 1), [], [], null, null, null);

    private async Task<ILink> ConnectAsync(StationId id) => await MqttLink.ConnectAsync(
        new BrokerWay("127.0.0.1", _broker!.Port), identity: null, default, TimeSpan.FromSeconds(30), id, new LinkMessage($"stations/{id}/state", [], Retain: false),
        TimeProvider.System, CancellationToken.None);
}
