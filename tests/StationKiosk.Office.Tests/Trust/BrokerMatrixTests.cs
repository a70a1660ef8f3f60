using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using StationKiosk.Office.Trust;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Office.Tests.Trust;

/// <summary>Who is not let in, against a real mosquitto.</summary>
public sealed class BrokerMatrixTests(ITestOutputHelper output)
{
    private const string Own = $"stations/{TrustRig.Station}", Others = $"stations/{TrustRig.Other}";

    [SkippableFact]
    public async Task Of_twelve_ways_in_without_the_right_the_broker_accepts_none()
    {
        await using var broker = await TrustedBroker.StartAsync();
        using var mine = broker.Rig.Enrol();
        using var revoked = broker.Rig.Enrol(TrustRig.Other);
        broker.Rig.Desk.Revoke(TrustRig.Other);
        broker.Reload();
        using var victim = broker.Rig.Enrol(TrustRig.Other);
        using var elsewhere = new TrustRig();
        using var foreign = elsewhere.Enrol();
        using var expired = broker.Rig.Issue(TrustRig.Station, broker.Rig.Time.GetUtcNow().AddDays(-10), TimeSpan.FromDays(1));
        await TheRightOneIsLetIn(broker, mine);

        using var server = X509Certificate2.CreateFromPemFile(
            Path.Combine(broker.Rig.Folder.BrokerFolder, "broker.crt.pem"), Path.Combine(broker.Rig.Folder.BrokerFolder, "broker.key.pem"));
        using var nobody = X509CertificateLoader.LoadPkcs12(
            server.Export(X509ContentType.Pkcs12), null);
        (string Case, Func<Task<string?>> Try)[] matrix =
        [
            ("no certificate", () => ConnectionOf(broker.ConnectAsync(certificate: null))),
            ("another network's certificate", () => ConnectionOf(broker.ConnectAsync(foreign))),
            ("an expired certificate", () => ConnectionOf(broker.ConnectAsync(expired))),
            ("a revoked certificate", () => ConnectionOf(broker.ConnectAsync(revoked, id: TrustRig.Other))),
            ("TLS 1.1", () => OldTls(broker)),
            ("MQTT 3.1.1", () => OldMqtt(broker, mine)),
            ("another station's topics", () => AnothersTopics(broker, mine)),
            ("another station's client id", () => SpoofedId(broker, mine, victim)),
            ("an oversize message", () => Oversize(broker, mine)),
            ("a wildcard subscription", () => Wildcards(broker, mine)),
            ("the office's topics from a station", () => OfficeTopics(broker, mine)),
            ("a station's topics from no station", () => ConnectionOf(broker.ConnectAsync(nobody, id: TrustRig.Station))),
        ];
        int accepted = 0;
        foreach (var (name, attempt) in matrix)
        {
            string? refusal = await attempt();
            accepted += refusal is null ? 1 : 0;
            output.WriteLine($"{(refusal is null ? "ACCEPTED" : "refused ")} {name}: {refusal}");
        }

        output.WriteLine($"{accepted} of {matrix.Length} accepted");
        Assert.Equal(12, matrix.Length);
        Assert.Equal(0, accepted);
        Assert.Equal([$"{Own}/events", $"{Own}/responses/reload", $"{Own}/state"], broker.Heard.Keys.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task A_certificate_revoked_while_the_broker_runs_makes_no_new_connection_after_a_reload()
    {
        await using var broker = await TrustedBroker.StartAsync();
        using var stolen = broker.Rig.Enrol();
        using (await broker.ConnectAsync(stolen))
        {
            broker.Rig.Desk.Revoke(TrustRig.Station);
            Assert.True(File.Exists(Path.Combine(broker.Rig.Folder.BrokerFolder, "end-sessions")), "who runs the broker is asked to end its sessions");
        }

        broker.Reload();
        await Eventually.IsTrue(async () => await ConnectionOf(broker.ConnectAsync(stolen)) is not null);
    }

    private static async Task TheRightOneIsLetIn(TrustedBroker broker, X509Certificate2 mine)
    {
        using var station = await broker.ConnectAsync(mine);
        Assert.Null(await TrustedBroker.PublishAsync(station, $"{Own}/state", "good"));
        Assert.Null(await TrustedBroker.PublishAsync(station, $"{Own}/events", new string('x', Protocol.Limits.BatchBytesMax)));
        Assert.Null(await TrustedBroker.SubscribeAsync(station, $"{Own}/receipt"));
        Assert.Null(await TrustedBroker.SubscribeAsync(station, $"{Own}/commands/+"));
        Assert.Null(await TrustedBroker.SubscribeAsync(station, $"{Own}/state"));
        Assert.Null(await TrustedBroker.PublishAsync(station, $"{Own}/responses/reload", "good"));
        Assert.Null(await TrustedBroker.SubscribeAsync(station, "network/#"));
        await Eventually.IsTrue(() => broker.Heard.Count == 3);
    }

    /// <summary>Whether a connection that should not be is really none: a TLS 1.3 client learns of its refusal only after its own handshake.</summary>
    private static async Task<string?> ConnectionOf(Task<MQTTnet.IMqttClient> connecting)
    {
        try
        {
            using var client = await connecting;
            return null;
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            return "no connection: " + (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
        }
    }

    private static async Task<string?> OldTls(TrustedBroker broker)
    {
        // Only the version differs between the two, so it is the version that is refused.
        string[] usual = ["-connect", $"localhost:{broker.Rig.Network.BrokerPort}", "-cipher", "ALL:@SECLEVEL=0"];
        Assert.Contains("Cipher is ECDHE", await OpenSsl([.. usual, "-tls1_2"]), StringComparison.Ordinal);
        string words = await OpenSsl([.. usual, "-tls1_1"]);
        return words.Contains("alert protocol version", StringComparison.Ordinal) && words.Contains("Cipher is (NONE)", StringComparison.Ordinal) ? "no handshake: alert protocol version" : null;
    }

    private static async Task<string> OpenSsl(string[] arguments)
    {
        SystemTools.Need("openssl");
        using var process = Process.Start(new ProcessStartInfo("openssl", ["s_client", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        process.StandardInput.Close();
        var words = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        return string.Concat(words);
    }

    /// <summary>It may connect; nothing it says is taken, and nothing is said to it.</summary>
    private static async Task<string?> OldMqtt(TrustedBroker broker, X509Certificate2 mine)
    {
        using var client = await broker.ConnectAsync(mine, MqttProtocolVersion.V311);
        string? subscription = await TrustedBroker.SubscribeAsync(client, $"{Own}/receipt");

        // MQTT 3.1.1 acknowledges a publish that was refused: what counts is whether the office heard it. What follows it on MQTT 5 came later.
        await TrustedBroker.PublishAsync(client, $"{Own}/state", "from 3.1.1");
        using var after = await broker.ConnectAsync(mine);
        await TrustedBroker.PublishAsync(after, $"{Own}/events", "after 3.1.1");
        await Eventually.IsTrue(() => broker.Heard[$"{Own}/events"] == "after 3.1.1");
        return subscription is not null && broker.Heard[$"{Own}/state"] == "good" ? $"nothing taken: {subscription}" : null;
    }

    private static async Task<string?> AnothersTopics(TrustedBroker broker, X509Certificate2 mine)
    {
        using var client = await broker.ConnectAsync(mine);
        return Joined([
            await TrustedBroker.PublishAsync(client, $"{Others}/events", "x"), await TrustedBroker.PublishAsync(client, $"{Others}/state", "x"),
            await TrustedBroker.SubscribeAsync(client, $"{Others}/receipt"), await TrustedBroker.SubscribeAsync(client, $"{Others}/commands/#"),
        ]);
    }

    /// <summary>The broker knows a client by its certificate: the victim stays, and the impostor is who it is.</summary>
    private static async Task<string?> SpoofedId(
        TrustedBroker broker, X509Certificate2 mine, X509Certificate2 victim)
    {
        using var there = await broker.ConnectAsync(victim, id: TrustRig.Other);
        using var impostor = await broker.ConnectAsync(mine, id: TrustRig.Other);
        string? publish = await TrustedBroker.PublishAsync(impostor, $"{Others}/state", "x");
        string? subscription = await TrustedBroker.SubscribeAsync(impostor, $"{Others}/receipt");

        // The victim is still served: no takeover.
        return await TrustedBroker.SubscribeAsync(there, $"{Others}/receipt") is null && there.IsConnected ? Joined([publish, subscription]) : null;
    }

    private static async Task<string?> Oversize(TrustedBroker broker, X509Certificate2 mine)
    {
        using var client = await broker.ConnectAsync(mine);
        try
        {
            return await TrustedBroker.PublishAsync(client, $"{Own}/occupancy", new string('x', MosquittoFiles.PacketBytesMax + 1));
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttProtocolViolationException or OperationCanceledException or MqttClientDisconnectedException)
        {
            return "disconnected: " + e.Message;
        }
    }

    private static async Task<string?> Wildcards(TrustedBroker broker, X509Certificate2 mine)
    {
        using var client = await broker.ConnectAsync(mine);
        var answers = new List<string?>();
        foreach (string filter in (string[])["#", "+/#", "stations/#", "stations/+/events", "stations/+/receipt", $"{Own}/#", "$SYS/#", "$share/g/stations/#"])
        {
            answers.Add(await TrustedBroker.SubscribeAsync(client, filter));
        }

        return Joined(answers);
    }

    private static async Task<string?> OfficeTopics(TrustedBroker broker, X509Certificate2 mine)
    {
        using var client = await broker.ConnectAsync(mine);
        var answers = new List<string?>();
        foreach (string topic in (string[])[$"{Own}/receipt", $"{Own}/commands/restart", "network/keys", "network/policy", "stations", "elsewhere"])
        {
            answers.Add(await TrustedBroker.PublishAsync(client, topic, "x"));
        }

        return Joined(answers);
    }

    /// <summary>Null, accepted, where any of them was.</summary>
    private static string? Joined(IReadOnlyList<string?> refusals) => refusals.Contains(null) ? null : string.Join(", ", refusals.Distinct());
}
