using System.Net;
using System.Net.Sockets;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Uplink;

/// <summary>Connections to a real mosquitto over TLS, and by its WebSocket.</summary>
public sealed class BrokerDialerTests : IAsyncLifetime
{
    private static readonly StationId Station = StationId.Parse("west-gate");
    private static readonly LinkMessage Will = new("stations/west-gate/state", [], Retain: true);

    private readonly TempFolder _folder = new();
    private readonly TestCertificates _ca;
    private readonly UplinkStatus _status;
    private ClockQuality _quality = ClockQuality.Synced;
    private DateTimeOffset _floor = DateTimeOffset.UnixEpoch;
    private MosquittoProcess? _broker;
    private int _tlsPort, _webPort;

    public BrokerDialerTests()
    {
        _ca = new TestCertificates(_folder.Path);
        _status = new UplinkStatus(Clock);
    }

    private KioskClock Clock => new(TimeProvider.System, Guid.NewGuid(), () => _quality);

    private TlsOptions Tls => new(_ca.CaFile, _folder["own.pem"], _folder["own.key.pem"], CheckHostName: true);

    private UplinkOptions Options => UplinkOptions.Default with { Port = _tlsPort, Tls = Tls };

    public Task InitializeAsync()
    {
        _ca.Client("own", "west-gate");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _ca.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task A_broker_of_our_authority_is_met_with_our_certificate_and_its_end_is_told()
    {
        await StartBrokerAsync(_ca.Server("broker"));
        var ends = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(30).ToUnixTimeSeconds());
        _ca.Client("own", "west-gate", ends);
        await using var link = await DialAsync(Options);
        Assert.Equal(ends, _status.CertificateExpires);
        Assert.Equal(new LinkWay($"127.0.0.1:{_tlsPort}", InsteadOf: null), _status.Via);
    }

    [SkippableFact]
    public async Task A_broker_of_another_authority_is_refused_and_the_sentence_names_our_file()
    {
        using var other = new TestCertificates(_folder.Path, "other");
        await StartBrokerAsync(other.Server("broker"));
        Assert.Contains($"CN=other, does not come from {_ca.CaFile}", await FaultAsync(Options), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_broker_with_another_name_is_refused_unless_names_are_not_checked()
    {
        await StartBrokerAsync(_ca.Server("broker", host: "elsewhere.example", loopback: false));
        Assert.Contains("is for elsewhere.example, not for 127.0.0.1", await FaultAsync(Options), StringComparison.Ordinal);
        await using var link = await DialAsync(Options with { Tls = Tls with { CheckHostName = false } });
    }

    [SkippableFact]
    public async Task An_ended_certificate_of_the_broker_is_refused_by_a_believed_clock_and_by_a_doubtful_one_only_if_it_is_over_for_certain()
    {
        var now = TimeProvider.System.GetUtcNow();
        await StartBrokerAsync(_ca.Server("broker", now.AddDays(-20), now.AddDays(-10)));
        Assert.Contains("and today is", await FaultAsync(Options), StringComparison.Ordinal);
        _quality = ClockQuality.Unsynced;
        await using (await DialAsync(Options))
        {
            _floor = now.AddDays(-5);
        }

        Assert.Contains("renew it, or set this machine's clock", await FaultAsync(Options), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_kiosk_ten_years_back_meets_a_broker_whose_certificate_has_not_begun_by_its_clock()
    {
        await StartBrokerAsync(_ca.Server("broker"));
        var past = new PastTime(TimeSpan.FromDays(-3650));
        var clock = new KioskClock(past, Guid.NewGuid(), () => ClockQuality.Unsynced);
        await using var link = await new BrokerDialer(Options, Station, clock, () => _floor, _status).ConnectAsync(Will, CancellationToken.None);
        clock = new KioskClock(past, Guid.NewGuid(), () => ClockQuality.Synced);
        await Assert.ThrowsAsync<LinkException>(() => new BrokerDialer(Options, Station, clock, () => _floor, _status).ConnectAsync(Will, CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_renewed_certificate_is_used_from_the_next_connection_without_a_restart()
    {
        await StartBrokerAsync(_ca.Server("broker"));
        using (var other = new TestCertificates(_folder.Path, "other"))
        {
            other.Client("own", "west-gate");
        }

        var dialer = new BrokerDialer(Options, Station, Clock, () => _floor, _status);
        var refused = await Assert.ThrowsAsync<LinkException>(() => dialer.ConnectAsync(Will, CancellationToken.None));
        Assert.Contains("may not accept our certificate (CN=west-gate", refused.Message, StringComparison.Ordinal);
        _ca.Client("own", "west-gate");
        await using var link = await dialer.ConnectAsync(Will, CancellationToken.None);
    }

    [SkippableFact]
    public async Task Files_that_cannot_be_used_are_named_in_one_line()
    {
        Assert.Equal($"Broker:Tls:CaFile: there is no file {_folder["no.pem"]}", await FaultAsync(Options with { Tls = Tls with { CaFile = _folder["no.pem"] } }));
        await File.WriteAllTextAsync(_folder["empty.pem"], "nothing");
        Assert.Contains("empty.pem cannot be used: it holds no certificate", await FaultAsync(Options with { Tls = Tls with { CaFile = _folder["empty.pem"] } }), StringComparison.Ordinal);
        var (_, key) = _ca.Client("another", "west-gate");
        string fault = await FaultAsync(Options with { Tls = Tls with { KeyFile = key } });
        Assert.StartsWith($"Broker:Tls:KeyFile: {key} cannot be used:", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [SkippableFact]
    public async Task Where_the_port_is_blocked_the_WebSocket_is_used_and_tried_first_the_next_time()
    {
        await StartBrokerAsync(_ca.Server("broker"));
        var options = Options with { Port = LoopbackPort.Free(), Fallback = new Uri($"wss://127.0.0.1:{_webPort}/mqtt") };
        var dialer = new BrokerDialer(options, Station, Clock, () => _floor, _status);
        await using (await dialer.ConnectAsync(Will, CancellationToken.None))
        {
            Assert.Equal($"wss://127.0.0.1:{_webPort}/mqtt", _status.Via!.Way);
            Assert.Contains($"refuses connections: the broker does not run, or the network blocks port {options.Port}", _status.Via.InsteadOf, StringComparison.Ordinal);
        }

        await using (await dialer.ConnectAsync(Will, CancellationToken.None))
        {
            Assert.Null(_status.Via.InsteadOf);
        }
    }

    [Fact]
    public async Task A_network_that_wants_a_login_is_told_from_a_broker_that_is_down()
    {
        using var portal = new TcpListener(IPAddress.Loopback, 0);
        portal.Start();
        int port = ((IPEndPoint)portal.LocalEndpoint).Port;
        var answering = AnswerAsync(portal);
        var options = UplinkOptions.Default with { Port = LoopbackPort.Free(), Fallback = new Uri($"ws://127.0.0.1:{port}/mqtt") };
        string fault = await FaultAsync(options);
        Assert.True(fault.Contains("the network may want a login first", StringComparison.Ordinal), fault);
        await answering;

        static async Task AnswerAsync(TcpListener portal)
        {
            using var client = await portal.AcceptTcpClientAsync();
            Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[4096]));
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nlog in"u8.ToArray());
        }
    }

    private Task<ILink> DialAsync(UplinkOptions options) => new BrokerDialer(options, Station, Clock, () => _floor, _status).ConnectAsync(Will, CancellationToken.None);

    private async Task<string> FaultAsync(UplinkOptions options) => (await Assert.ThrowsAsync<LinkException>(() => DialAsync(options))).Message;

    private async Task StartBrokerAsync((string Certificate, string Key) server)
    {
        SystemTools.Need("mosquitto");
        (_tlsPort, _webPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        string tls = $"cafile {_ca.CaFile}\ncertfile {server.Certificate}\nkeyfile {server.Key}\nrequire_certificate true";
        // As root mosquitto would become another user, who cannot read the test's files.
        _broker = await MosquittoProcess.Start($"user {Environment.UserName}\nlistener {_tlsPort} 127.0.0.1\n{tls}\nlistener {_webPort} 127.0.0.1\nprotocol websockets\n{tls}");
        await Eventually.IsTrue(() => LoopbackPort.Answers(_tlsPort) && LoopbackPort.Answers(_webPort));
    }

    private sealed class PastTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
