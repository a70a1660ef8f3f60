using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Office;
using StationKiosk.Protocol;
using StationKiosk.TestKit;

namespace StationKiosk.Fuzz;

/// <summary>Bytes of strangers on the wire: a whole office with its broker and a whole kiosk, in this process, and a broker that answers the kiosk's link with anything.</summary>
internal sealed class Wires : IDisposable
{
    /// <summary>Longest wait for anything; far above what is promised, for a test machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly StationId Station = StationId.Parse("west-gate");

    private readonly int _officePort = LoopbackPort.Free(), _brokerPort = LoopbackPort.Free(), _kioskPort = LoopbackPort.Free();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _strangeBroker = new(IPAddress.Loopback, 0);
    private readonly WebApplication _office;
    private readonly KioskHost _kiosk;
    private readonly Task<int> _kioskRuns;

    public Wires(TempFolder folder)
    {
        Directory.CreateDirectory(folder["keys"]);
        _office = OfficeHost.Build(OfficeSettings.Read(Settings(
            ("Store:Path", folder["wires.db"]), ("Http:Url", $"http://127.0.0.1:{_officePort}"), ("Badges:KeyFolder", folder["keys"]), ("Broker:Mode", "embedded"),
            ("Broker:Port", $"{_brokerPort}"), ("Users:SignIn", "off"))));
        _office.StartAsync().GetAwaiter().GetResult();
        _kiosk = KioskHost.Build(KioskSettings.Read(Settings(
            ("Station:Id", "west-gate"), ("Data:Folder", folder["kiosk"]), ("Panel:Url", $"http://127.0.0.1:{_kioskPort}"), ("Broker:Port", $"{_brokerPort}"))));
        _kioskRuns = _kiosk.RunAsync(_stop.Token);
        _strangeBroker.Start();
    }

    /// <summary>Each wire, begun when it is first used, with requests as they ought to be.</summary>
    public static IEnumerable<FuzzTarget> Targets(Lazy<Wires> wires) =>
    [
        new("http-office", [.. OfficeRequests().Select(Latin)], bytes => Ask(wires.Value._officePort, bytes)),
        new("http-kiosk", [.. KioskRequests().Select(Latin)], bytes => Ask(wires.Value._kioskPort, bytes)),
        new("mqtt-broker", [[.. Connect, .. Publish("stations/west-gate/events", Golden("events"))], [.. Connect, .. Publish("stations/west-gate/state", Golden("state")), 0xc0, 0x00, 0xe0, 0x00]], bytes => wires.Value.Send(bytes)),
        new("mqtt-link", [[.. ConnAck, .. Publish("network/keys", Golden("network.keys"))], [.. ConnAck, 0xe0, 0x02, 0x8e, 0x00], [0x20, 0x03, 0x00, 0x87, 0x00]], bytes => wires.Value.Link(bytes)),
    ];

    public void Dispose()
    {
        _stop.Cancel();
        _kioskRuns.GetAwaiter().GetResult();
        _kiosk.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _office.StopAsync().GetAwaiter().GetResult();
        _office.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _strangeBroker.Dispose();
        _stop.Dispose();
    }

    /// <summary>MQTT 5 CONNECT of the station, clean start, and the answer that accepts it.</summary>
    private static byte[] Connect => [0x10, 0x16, 0x00, 0x04, .. "MQTT"u8, 0x05, 0x02, 0x00, 0x3c, 0x00, 0x00, 0x09, .. "west-gate"u8];

    private static byte[] ConnAck => [0x20, 0x09, 0x00, 0x00, 0x06, 0x21, 0x00, 0x14, 0x24, 0x01, 0x00];

    /// <summary>MQTT 5 PUBLISH, at most once, without properties.</summary>
    private static byte[] Publish(string topic, byte[] payload)
    {
        byte[] body = [(byte)(topic.Length >> 8), (byte)topic.Length, .. Latin(topic), 0x00, .. payload];
        return [0x30, (byte)((body.Length & 0x7f) | 0x80), (byte)((body.Length >> 7 & 0x7f) | 0x80), (byte)(body.Length >> 14), .. body];
    }

    private static byte[] Golden(string name) => File.ReadAllBytes(Repository.PathOf($"tests/StationKiosk.Protocol.Tests/Golden/{name}.json"));

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static IEnumerable<string> OfficeRequests() =>
    [
        Get("/api/usage?from=2026-11-01&to=2026-11-28&by=day&station=west-gate"), Get("/api/usage.csv?from=2026-11-01&to=2026-11-28&by=station,service"),
        Get("/api/usage.xlsx?from=2026-11-01&to=2026-11-28"), Get("/api/uses?from=2026-11-01&to=2026-11-28"), Get("/api/completeness?from=2026-11-01&to=2026-11-28"),
        Get("/api/stations/west-gate/occupancy?from=2026-11-27T00:00:00Z&to=2026-11-28T00:00:00Z"), Get("/feeds/parking.json"), Get("/station?id=west-gate"), Get("/metrics"),
        Send("POST", "/api/stations/west-gate/notes", """{"text":"the door sticks"}"""), Send("PUT", "/api/complaints/1/7/closed", "{}"),
        Send("POST", "/api/session", """{"name":"li","password":"a long enough one"}"""), Send("POST", "/api/users", """{"name":"li","role":"manager","stations":["west-gate"]}"""),
    ];

    private static IEnumerable<string> KioskRequests() =>
    [
        Get("/api/status"), Get("/api/visits?since=2026-11-27T00:00:00Z"), Get("/healthz"), Get("/metrics"), Get("/visits.csv"), Get("/door"),
        Send("POST", "/api/recount", """{"zone":"hall","counted":7}"""), Send("POST", "/api/login", """{"code":"12345678"}"""), Send("DELETE", "/api/login", ""),
    ];

    private static string Get(string path) => $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-CN\r\nConnection: close\r\n\r\n";

    private static string Send(string method, string path, string body) =>
        $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nOrigin: http://127.0.0.1\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    private static SettingsReader Settings(params IEnumerable<(string Key, string Value)> values) => new(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value))).Build());

    /// <summary>Whatever is asked: what is answered is no fault of ours, and the next one is answered too.</summary>
    private static void Ask(int port, byte[] request)
    {
        string answer = Exchange(port, request);
        if (answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"answered with {answer.Split('\r')[0]}");
        }
    }

    /// <summary>Whatever a client sends, the broker goes on: it takes the next one who says it right.</summary>
    private void Send(byte[] packets)
    {
        Exchange(_brokerPort, packets, waits: false);
        if (Exchange(_brokerPort, [.. Connect, 0xe0, 0x00]) is not ['\x20', ..])
        {
            throw new InvalidOperationException("the broker takes nobody any more");
        }
    }

    /// <summary>Whatever a broker answers, the kiosk's link ends or lives, and throws nothing but what its caller knows.</summary>
    private void Link(byte[] packets)
    {
        var answering = AnswerAsync(packets);
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var way = new BrokerWay("127.0.0.1", ((IPEndPoint)_strangeBroker.LocalEndpoint).Port);
            var will = new LinkMessage("stations/west-gate/state", [], Retain: true);
            var judged = JudgingTime.Trusted(TimeProvider.System.GetUtcNow());
            var link = MqttLink.ConnectAsync(way, null, judged, TimeSpan.FromSeconds(60), Station, will, TimeProvider.System, patience.Token).GetAwaiter().GetResult();
            link.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (LinkException)
        {
            // The kiosk says why, and tries again later.
        }

        answering.GetAwaiter().GetResult();
    }

    private async Task AnswerAsync(byte[] packets)
    {
        using var client = await _strangeBroker.AcceptSocketAsync();
        byte[] hello = new byte[1024];
        await client.ReceiveAsync(hello);
        await client.SendAsync(packets);
        client.Shutdown(SocketShutdown.Send);
    }

    private static string Exchange(int port, byte[] bytes, bool waits = true)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(IPAddress.Loopback, port);
        byte[] answer = new byte[64];
        try
        {
            socket.Send(bytes);
            socket.Shutdown(SocketShutdown.Send);
            return waits ? Encoding.Latin1.GetString(answer, 0, socket.Receive(answer)) : "";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            return "";
        }
    }
}
