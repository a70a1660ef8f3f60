using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Trust;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Trust;

/// <summary>A network's trust in a folder of a test's own, with two registered stations and a time of the test's.</summary>
internal sealed class TrustRig : IDisposable
{
    public const string Station = "west-gate", Other = "old-mill";

    /// <summary>The network is not new.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    private readonly TempFolder _folder = new();

    public TrustRig(string plugin = "/nowhere.so")
    {
        Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - Age);
        Store = OfficeStore.Open(_folder["office.db"]);
        Folder = new TrustFolder(_folder["trust"]);
        Network = new TrustNetwork(["localhost", "127.0.0.1"], LoopbackPort.Free(), LoopbackPort.Free());
        Folder.Create(Network, plugin, Time);
        Time.Advance(Age);
        Desk = new TrustDesk(Store, Folder, Options, Time);
        foreach (string id in (string[])[Station, Other])
        {
            Store.Write(tables => tables.Stations.Put(new RegisteredStation(id, id, [], null, null, Time.GetUtcNow(), null)));
        }
    }

    public static TrustOptions Options { get; } = new("unused", TimeSpan.FromDays(90));

    public FakeTimeProvider Time { get; }

    public OfficeStore Store { get; }

    public TrustFolder Folder { get; }

    public TrustNetwork Network { get; }

    public TrustDesk Desk { get; }

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string Request(ECDsa key) => new CertificateRequest("CN=whatever I like", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <summary>A device enrols on a code; its certificate with its key.</summary>
    public X509Certificate2 Enrol(string station = Station)
    {
        using var key = NewKey();
        return With(key, Desk.Enrol(Desk.NewCode(station, TrustDesk.CodeLife).Secret, Request(key)));
    }

    public X509Certificate2 Renew(X509Certificate2 current)
    {
        using var key = NewKey();
        return With(key, Desk.Renew(current, Request(key)));
    }

    /// <summary>A certificate of this network for any name and time, as nobody would get one.</summary>
    public X509Certificate2 Issue(string name, DateTimeOffset from, TimeSpan life)
    {
        using var authority = Folder.OpenAuthority();
        using var key = NewKey();
        using var issued = authority.ForStation(StationId.Parse(name), new PublicKey(key), from, life);
        return WithKey(issued, key);
    }

    /// <summary>A key that the platform's TLS can use.</summary>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, ECDsa key)
    {
        using var pair = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    public int RevokedOnTheList() => CertificateRevocationListBuilder.LoadPem(File.ReadAllText(Folder.RevocationList), out _) is var list
        ? CountOf(list)
        : 0;

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private int CountOf(CertificateRevocationListBuilder list) =>
        Store.Read(tables => tables.Certificates.Revoked()).Count(certificate => list.RemoveEntry(Convert.FromHexString(certificate.Serial)));

    private static X509Certificate2 With(ECDsa key, StationCertificate answer)
    {
        using var certificate = X509Certificate2.CreateFromPem(answer.Certificate);
        return WithKey(certificate, key);
    }
}
