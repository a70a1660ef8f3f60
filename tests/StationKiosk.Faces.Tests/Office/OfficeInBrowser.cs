using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StationKiosk.Office;
using StationKiosk.Office.Broker;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Office.Updates;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>The whole office in this process, with its own broker and a store in a folder of its own.</summary>
internal sealed class OfficeInBrowser : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly WebApplication _app;

    private OfficeInBrowser(TempFolder folder, WebApplication app) => (_folder, _app) = (folder, app);

    public Uri Address => new(_app.Urls.First());

    public int BrokerPort => _app.Services.GetRequiredService<BrokerOptions>().Port;

    public OfficeStore Store => _app.Services.GetRequiredService<OfficeStore>();

    public Accounts Accounts => _app.Services.GetRequiredService<Accounts>();

    /// <param name="stations">Stations with a past.</param>
    /// <param name="signIn">Whether accounts are asked for.</param>
    /// <param name="issuer">Whose badges it knows.</param>
    /// <param name="plan">A release on offer, in a network with certificates.</param>
    public static async Task<OfficeInBrowser> StartAsync(int stations = 0, SignIn signIn = SignIn.Off, IssuerKey? issuer = null, ReleasePlan? plan = null)
    {
        var folder = new TempFolder();
        if (plan is not null)
        {
            var trust = new TrustFolder(folder["trust"]);
            trust.Create(new TrustNetwork(["localhost"], LoopbackPort.Free(), LoopbackPort.Free()), "no-gate", TimeProvider.System);
            ReleaseShelf.Of(trust).Change(_ => plan);
        }

        Directory.CreateDirectory(folder["keys"]);
        if (issuer is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder["keys"], "issuer.pub.pem"), $"-----BEGIN PUBLIC KEY-----\n{issuer.Spki}\n-----END PUBLIC KEY-----\n");
        }

        var app = OfficeHost.Build(new OfficeSettings(
            new StoreOptions(folder["office.db"]), new Uri("http://127.0.0.1:0"),
            new BrokerOptions(BrokerMode.Embedded, "127.0.0.1", LoopbackPort.Free(), System.Net.IPAddress.Loopback, null, null),
            new KeyOptions(folder["keys"]), new PolicyOptions(null, null), plan is null ? TrustOptions.None : new TrustOptions(folder["trust"], TrustOptions.StationLifeDefault), new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")),
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
