using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Hosting.Tls;
using StationKiosk.Office.Broker;
using StationKiosk.Office.Intake;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

/// <summary>The office's own connection to a real mosquitto over TLS.</summary>
public sealed class OfficeLinkTlsTests
{
    [SkippableFact]
    public async Task The_office_meets_an_external_broker_over_TLS_with_its_certificate_also_one_that_came_later()
    {
        SystemTools.Need("mosquitto");
        using var folder = new TempFolder();
        using var ca = new TestCertificates(folder.Path);
        var server = ca.Server("broker");
        int port = LoopbackPort.Free();

        // As root mosquitto would become another user, who cannot read the test's files.
        await using var broker = await MosquittoProcess.Start(
            $"user {Environment.UserName}\nlistener {port} 127.0.0.1\ncafile {ca.CaFile}\ncertfile {server.Certificate}\nkeyfile {server.Key}\nrequire_certificate true");
        var tls = new TlsOptions(ca.CaFile, folder["office.pem"], folder["office.key.pem"], CheckHostName: true);
        var options = new BrokerOptions(BrokerMode.External, "127.0.0.1", port, IPAddress.Loopback, User: null, PasswordFile: null, tls);
        var link = new OfficeLink(options, OfficeAccount.Of(options), TimeProvider.System, NullLogger<OfficeLink>.Instance);
        using var stop = new CancellationTokenSource();
        var running = link.RunAsync(stop.Token);
        Assert.False(link.IsConnected);
        ca.Client("office", "_office");
        await Eventually.IsTrue(() => link.IsConnected);
        await stop.CancelAsync();
        await running;
    }
}
