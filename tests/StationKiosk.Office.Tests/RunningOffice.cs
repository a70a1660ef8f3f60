using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StationKiosk.Office.Broker;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests;

/// <summary>The whole office in this process, on free loopback ports, with a store in a folder of its own.</summary>
internal sealed class RunningOffice : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningOffice(WebApplication app, int brokerPort, string storePath)
    {
        _app = app;
        BrokerPort = brokerPort;
        StorePath = storePath;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public int BrokerPort { get; }

    public string StorePath { get; }

    public HttpClient Http { get; }

    public OfficeStore Store => _app.Services.GetRequiredService<OfficeStore>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<RunningOffice> Start(TempFolder folder, int? externalPort = null, int? embeddedPort = null, SignIn signIn = SignIn.Off)
    {
        int port = externalPort ?? embeddedPort ?? LoopbackPort.Free();
        var app = OfficeHost.Build(Settings(folder, port, externalPort is null ? BrokerMode.Embedded : BrokerMode.External, signIn));
        await app.StartAsync();
        return new RunningOffice(app, port, folder["office.db"]);
    }

    public static OfficeSettings Settings(TempFolder folder, int port, BrokerMode mode = BrokerMode.Embedded, SignIn signIn = SignIn.Off)
    {
        Directory.CreateDirectory(folder["keys"]);
        return new OfficeSettings(
            new StoreOptions(folder["office.db"]),
            new Uri("http://127.0.0.1:0"),
            new BrokerOptions(mode, "127.0.0.1", port, System.Net.IPAddress.Loopback, null, null),
            new KeyOptions(folder["keys"]),
            new PolicyOptions(TimeSpan.FromMinutes(10), null),
            Office.Trust.TrustOptions.None,
            new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
            new UserOptions(signIn, TimeSpan.FromDays(1)));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
