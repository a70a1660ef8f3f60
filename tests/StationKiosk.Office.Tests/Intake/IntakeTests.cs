using System.Net;
using System.Text;
using MQTTnet;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

/// <summary>Over a real broker, with a real client, into a real store.</summary>
public sealed class IntakeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_sent_are_stored_and_get_a_receipt_that_asks_for_the_gap()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var station = await Connect(office);
        await station.Send(Samples.Visits(1, 20));
        await station.Send(Samples.Visits(31, 40));
        await Eventually.IsTrue(() => station.Receipt is { Through: 40 });
        Assert.Equal([new SeqRange(21, 30)], station.Receipt!.Missing);
        Assert.Equal(30, office.Store.Read(tables => tables.Events.Count()));
        await station.Send(Samples.Visits(15, 35));
        await Eventually.IsTrue(() => station.Receipt is { Through: 40, Missing.Count: 0 });
        Assert.Equal(40, office.Store.Read(tables => tables.Visits.Of("west-gate")).Count);
    }

    [Fact]
    public async Task Malformed_oversize_and_unknown_messages_are_parked_and_block_nothing()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var station = await Connect(office);
        await station.Send(StationTopic.Events, "{"u8.ToArray());
        await station.Send(StationTopic.Events, new byte[Limits.BatchBytesMax + 1]);
        await station.Send(StationTopic.Health, "[]"u8.ToArray());
        await station.Publish("stations/west-gate/events", [0xff, 0xfe], encoding: "br");
        await station.Publish("stations/west-gate/events", "{}"u8.ToArray(), encoding: "zip");
        await station.Send(Samples.Visits(1, 1));
        await Eventually.IsTrue(() => station.Receipt is { Through: 1 });
        Assert.Equal(5, office.Store.Read(tables => tables.Quarantine.Counts())["west-gate"]);
        await Eventually.IsTrue(() => office.Get<IntakeCounters>().Now is { Quarantined: 5, Events: 1 });
    }

    [Fact]
    public async Task A_payload_beyond_the_brokers_limit_ends_the_connection_and_nothing_else()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var bad = await Connect(office, "east-gate");
        await using var good = await Connect(office);
        await Assert.ThrowsAnyAsync<Exception>(() => bad.Send(StationTopic.Events, new byte[Office.Broker.EmbeddedBroker.PayloadBytesMax + 1]));
        await good.Send(Samples.Visits(1, 1));
        await Eventually.IsTrue(() => good.Receipt is { Through: 1 });
    }

    [Fact]
    public async Task After_a_restart_the_receipt_says_what_it_said_before()
    {
        int port = LoopbackPort.Free();
        await using (var office = await RunningOffice.Start(_folder, embeddedPort: port))
        {
            await using var station = await Connect(office);
            await station.Send(Samples.Visits(1, 7));
            await Eventually.IsTrue(() => station.Receipt is { Through: 7 });
        }

        await using var again = await RunningOffice.Start(_folder, embeddedPort: port);
        await using var returned = await Connect(again);
        await Eventually.IsTrue(() => returned.Receipt is { Through: 7, Missing.Count: 0 });
        await returned.Send(Samples.Visits(1, 7));
        await Eventually.IsTrue(() => again.Get<IntakeCounters>().Now.Duplicates == 7);
        Assert.Equal(7, again.Store.Read(tables => tables.Visits.Of("west-gate")).Count);
    }

    [Fact]
    public async Task No_receipt_is_given_while_the_store_cannot_commit()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var station = await Connect(office);
        await station.Send(Samples.Visits(1, 1));
        await Eventually.IsTrue(() => station.Receipt is { Through: 1 });
        using (var other = OfficeStore.Open(office.StorePath))
        {
            using var release = new ManualResetEventSlim();
            using var held = new ManualResetEventSlim();
            var blocker = Task.Factory.StartNew(
                () => other.Write(_ =>
                {
                    held.Set();
                    release.Wait();
                    return true;
                }),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            held.Wait();
            Assert.Equal(MqttClientPublishReasonCode.Success, await station.Send(Samples.Visits(2, 2)));
            await Eventually.IsTrue(() => office.Get<IntakeCounters>().Now.StoreFailures > 0);
            Assert.Equal(1, station.Receipt!.Through);
            release.Set();
            await blocker;
        }

        await Eventually.IsTrue(() => station.Receipt is { Through: 2 });
    }

    [SkippableFact]
    public async Task A_broker_that_comes_late_goes_and_comes_back_is_a_normal_state()
    {
        Skip.IfNot(MosquittoProcess.IsInstalled, MosquittoProcess.Missing);
        await using var broker = await MosquittoProcess.Start();
        await broker.Kill();
        await using var office = await RunningOffice.Start(_folder, externalPort: broker.Port);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await office.Http.GetAsync("/healthz")).StatusCode);
        await broker.StartAgain();
        await Eventually.IsTrue(async () => (await office.Http.GetAsync("/healthz")).StatusCode == HttpStatusCode.OK);
        await using (var station = await TestStation.Connect(broker.Port))
        {
            await station.Send(Samples.Visits(1, 3));
            await Eventually.IsTrue(() => station.Receipt is { Through: 3 });
        }

        await broker.Kill();
        await Eventually.IsTrue(() => !office.Get<OfficeLink>().IsConnected);
        await broker.StartAgain();
        await using var returned = await TestStation.Connect(broker.Port);
        await Eventually.IsTrue(() => returned.Receipt is { Through: 3 });
    }

    [Fact]
    public async Task What_comes_is_seen_live()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var station = await Connect(office);
        using var reader = new StreamReader(await office.Http.GetStreamAsync("/api/live"), Encoding.UTF8);
        Assert.Equal("event: snapshot", await reader.ReadLineAsync());
        var now = TimeProvider.System.GetUtcNow();
        await station.SendState(online: true);
        await station.Send(Samples.Occupancy(now, count: 11));
        await station.Send(new EventBatch(Samples.Epoch, [Samples.Visit(1, now)]));
        var seen = new HashSet<string>();
        string name = "";
        while (!seen.IsSupersetOf(["visit", "station", "totals"]) && await reader.ReadLineAsync() is { } line)
        {
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
            bool isNews = name switch
            {
                "visit" => line.Contains("\"category\":\"courier\"", StringComparison.Ordinal),
                "station" => line.Contains("\"count\":11", StringComparison.Ordinal) && line.Contains("\"visitsToday\":1", StringComparison.Ordinal),
                "totals" => line.Contains("\"visitsToday\":1", StringComparison.Ordinal) && line.Contains("\"online\":1", StringComparison.Ordinal),
                _ => false,
            };
            if (isNews)
            {
                seen.Add(name);
            }
        }

        Assert.Superset(new HashSet<string> { "visit", "station", "totals" }, seen);
    }

    private static async Task<TestStation> Connect(RunningOffice office, string id = "west-gate")
    {
        await Eventually.IsTrue(() => office.Get<OfficeLink>().IsConnected);
        return await TestStation.Connect(office.BrokerPort, id);
    }
}
