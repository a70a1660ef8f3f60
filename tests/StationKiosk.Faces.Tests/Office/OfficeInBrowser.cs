using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StationKiosk.Office;
using StationKiosk.Office.Broker;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>The whole office in this process, with its own broker and a store in a folder of its own.</summary>
internal sealed class OfficeInBrowser : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly WebApplication _app;

    private OfficeInBrowser(TempFolder folder, WebApplication app) => (_folder, _app) = (folder, app);

    public Uri Address => new(_app.Urls.First());

    public OfficeStore Store => _app.Services.GetRequiredService<OfficeStore>();

    public Accounts Accounts => _app.Services.GetRequiredService<Accounts>();

    public static async Task<OfficeInBrowser> StartAsync(int stations = 0, SignIn signIn = SignIn.Off)
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["keys"]);
        var app = OfficeHost.Build(new OfficeSettings(
            new StoreOptions(folder["office.db"]), new Uri("http://127.0.0.1:0"),
            new BrokerOptions(BrokerMode.Embedded, "127.0.0.1", LoopbackPort.Free(), System.Net.IPAddress.Loopback, null, null),
            new KeyOptions(folder["keys"]), new PolicyOptions(null, null), StationKiosk.Office.Trust.TrustOptions.None, new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
            new UserOptions(signIn, TimeSpan.FromDays(1))));
        var office = new OfficeInBrowser(folder, app);
        office.Seed(network => network.Put(stations));
        await app.StartAsync();
        return office;
    }

    public void Seed(Action<SeededNetwork> seed) => seed(new SeededNetwork(Store, TimeProvider.System.GetUtcNow()));

    public Uri At(string path) => new(Address, path);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
