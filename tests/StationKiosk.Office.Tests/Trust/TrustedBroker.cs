using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Trust;

/// <summary>A real mosquitto with the configuration, access list and gate that <c>trust init</c> makes, and its office's ear.</summary>
internal sealed class TrustedBroker : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _heard = new(StringComparer.Ordinal);
    private readonly TempFolder _folder = new();
    private readonly List<IMqttClient> _clients = [];
    private MosquittoProcess? _mosquitto;

    private TrustedBroker(string plugin) => Rig = new TrustRig(plugin);

    public TrustRig Rig { get; }

    /// <summary>Topics that the office heard, with the last text on each.</summary>
    public IReadOnlyDictionary<string, string> Heard => _heard;

    public static async Task<TrustedBroker> StartAsync()
    {
        SystemTools.Need("mosquitto");
        SystemTools.Need("gcc");
        Skip.IfNot(File.Exists("/usr/include/mosquitto_broker.h") && File.Exists("/usr/include/mosquitto.h"), "mosquitto's headers are not installed: apt-get install mosquitto-dev libmosquitto-dev");
        using var build = new TempFolder();
        string plugin = Path.Combine(Path.GetTempPath(), $"station-gate-{Guid.NewGuid():N}.so");
        using (var gcc = Process.Start(Repository.PathOf("provisioning/mosquitto/build.sh"), plugin))
        {
            await gcc.WaitForExitAsync();
            Assert.Equal(0, gcc.ExitCode);
        }

        var broker = new TrustedBroker(plugin);
        if (Environment.IsPrivilegedProcess)
        {
            // mosquitto started by root gives root up; the test's folder is root's.
            await File.AppendAllTextAsync(Path.Combine(broker.Rig.Folder.BrokerFolder, "mosquitto.conf"), "user root\n");
        }

        broker._mosquitto = await MosquittoProcess.StartWith(Path.Combine(broker.Rig.Folder.BrokerFolder, "mosquitto.conf"), broker.Rig.Network.BrokerPort);
        using var office = broker.Rig.Folder.OpenOffice();
        var ear = await broker.ConnectAsync(X509CertificateLoader.LoadPkcs12(office.Export(X509ContentType.Pkcs12), null), id: "anything");
        ear.ApplicationMessageReceivedAsync += received =>
        {
            broker._heard[received.ApplicationMessage.Topic] = Encoding.UTF8.GetString(received.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        Assert.Null(await SubscribeAsync(ear, "stations/#"));
        Assert.Null(await SubscribeAsync(ear, "network/#"));
        File.Delete(plugin);
        return broker;
    }

    /// <summary>Tells the broker to read its revocation list again, as systemctl reload does.</summary>
    public void Reload() => _mosquitto!.Reload();

    /// <summary>Connects, or throws.</summary>
    public async Task<IMqttClient> ConnectAsync(X509Certificate2? certificate, MqttProtocolVersion version = MqttProtocolVersion.V500, string id = TrustRig.Station)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        lock (_clients)
        {
            _clients.Add(client);
        }

        var tls = new MqttClientTlsOptionsBuilder().UseTls().WithTrustChain([Rig.Folder.OpenCaCertificate()]).WithRevocationMode(X509RevocationMode.NoCheck);
        if (certificate is not null)
        {
            tls.WithClientCertificates([certificate]);
        }

        using var limit = new CancellationTokenSource(AnswerWithin, TimeProvider.System);
        var answer = await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithProtocolVersion(version).WithTcpServer("localhost", Rig.Network.BrokerPort).WithClientId(id).WithTlsOptions(tls.Build()).Build(), limit.Token);
        return answer.ResultCode == MqttClientConnectResultCode.Success ? client : throw new InvalidOperationException($"{answer.ResultCode}");
    }

    /// <summary>Why a publish was refused; null where the broker took it.</summary>
    public static async Task<string?> PublishAsync(IMqttClient client, string topic, string text)
    {
        using var limit = new CancellationTokenSource(AnswerWithin, TimeProvider.System);
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(text).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        var answer = await client.PublishAsync(message, limit.Token);
        return answer.IsSuccess ? null : answer.ReasonCode.ToString();
    }

    /// <summary>Why a subscription was refused; null where the broker granted it.</summary>
    public static async Task<string?> SubscribeAsync(IMqttClient client, string filter)
    {
        using var limit = new CancellationTokenSource(AnswerWithin, TimeProvider.System);
        var options = new MqttClientSubscribeOptions { TopicFilters = [new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }] };
        var answer = (await client.SubscribeAsync(options, limit.Token)).Items.Single();
        return (int)answer.ResultCode < 0x80 ? null : answer.ResultCode.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        if (_mosquitto is not null)
        {
            await _mosquitto.DisposeAsync();
        }

        Rig.Dispose();
        _folder.Dispose();
    }
}
