using System.Net;
using System.Net.Sockets;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Uplink;

public sealed class NamesakeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Guid _boot = Guid.NewGuid();
    private readonly Namesake _namesake;

    public NamesakeTests() => _namesake = new Namesake(_boot);

    [Fact]
    public void The_state_of_another_boot_found_on_coming_back_is_another_device()
    {
        _namesake.Arrived(Noon, isBack: false);
        _namesake.Arrived(Noon.AddHours(1), isBack: true);
        Assert.False(_namesake.Heard(State(_boot, 30)));
        Assert.False(_namesake.IsKnown);
        Assert.True(_namesake.Heard(State(Guid.NewGuid(), 30)));
        Assert.True(_namesake.IsKnown);
        Assert.False(_namesake.Heard(State(Guid.NewGuid(), 31)));
        _namesake.Forget();
        Assert.False(_namesake.IsKnown);
    }

    [Fact]
    public void Our_own_state_of_a_boot_before_is_no_other_device()
    {
        _namesake.Arrived(Noon, isBack: false);
        Assert.False(_namesake.Heard(State(Guid.NewGuid(), 30)));
        _namesake.Arrived(Noon.AddHours(1), isBack: true);
        Assert.False(_namesake.Heard(State(Guid.NewGuid(), -1)));
        Assert.False(_namesake.IsKnown);
    }

    [Fact]
    public void One_that_the_broker_told_of_is_known_at_once_and_no_news_when_its_state_is_found()
    {
        _namesake.Arrived(Noon, isBack: false);
        _namesake.Told();
        Assert.True(_namesake.IsKnown);
        _namesake.Forget();
        _namesake.Arrived(Noon.AddHours(1), isBack: true);
        Assert.False(_namesake.Heard(State(Guid.NewGuid(), 30)));
        Assert.True(_namesake.IsKnown);
    }

    /// <summary>Debian 12's mosquitto (2.0.11) does not say it, so here are the bytes of MQTT 5 (3.2, 3.14) that one from 2.0.15 on sends.</summary>
    [Fact]
    public async Task A_broker_that_says_session_taken_over_is_understood()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var station = StationId.Parse("west-gate");
        var connecting = MqttLink.ConnectAsync(
            new BrokerWay("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), identity: null, default, TimeSpan.FromSeconds(30), station,
            new LinkMessage(Topics.Of(station, StationTopic.State), [], Retain: true), TimeProvider.System, CancellationToken.None);
        using var broker = await listener.AcceptTcpClientAsync();
        var stream = broker.GetStream();
        _ = await stream.ReadAsync(new byte[1_000]);
        await stream.WriteAsync(new byte[] { 0x20, 0x03, 0x00, 0x00, 0x00 });
        await using var link = await connecting;
        var publishing = link.PublishAsync(new LinkMessage(Topics.Of(station, StationTopic.Events), [1], Retain: false), CancellationToken.None);
        await stream.WriteAsync(new byte[] { 0xE0, 0x01, 0x8E });
        var fault = await Assert.ThrowsAsync<LinkException>(() => publishing);
        Assert.True(fault.IsTakenOver, fault.Message);
        await link.Received.Completion;
        Assert.True(link.Ended?.IsTakenOver, link.Ended?.Message);
    }

    private static StationState State(Guid boot, int minutes) => new(Online: true, Noon.AddMinutes(minutes), Guid.NewGuid(), boot, "0");
}
