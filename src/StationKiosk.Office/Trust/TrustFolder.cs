using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StationKiosk.Office.Trust;

/// <summary>What stations are told about the network.</summary>
/// <param name="Hosts">Names and addresses of broker and office; the first is the one that stations use.</param>
/// <param name="BrokerPort">The broker's TLS port.</param>
/// <param name="EnrolmentPort">The office's enrolment port.</param>
public sealed record TrustNetwork(IReadOnlyList<string> Hosts, int BrokerPort, int EnrolmentPort);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrustNetwork))]
internal sealed partial class TrustJson : JsonSerializerContext;

/// <summary>
/// The files of the network's trust. The authority's key and the office's stay in the folder itself; what the broker needs, and nothing more,
/// is in <c>broker/</c>, which another user or another machine may hold. Keys are readable by their owner only.
/// </summary>
public sealed class TrustFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead;
    private const UnixFileMode Everyone = OwnerAndGroup | UnixFileMode.OtherRead;

    /// <summary>What the office is called at the broker: <c>_</c> stands in no station id.</summary>
    public const string OfficeName = Broker.OfficeAccount.Id;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>What the broker needs.</summary>
    public string BrokerFolder => System.IO.Path.Combine(path, "broker");

    /// <summary>The list of revoked certificates, which the broker reads.</summary>
    public string RevocationList => System.IO.Path.Combine(BrokerFolder, "crl.pem");

    /// <summary>The office's settings for this network.</summary>
    public string OfficeSettings => System.IO.Path.Combine(path, "office.json");

    private string CaCertificate => System.IO.Path.Combine(path, "ca.crt.pem");

    private string CaKey => System.IO.Path.Combine(path, "ca.key.pem");

    private string NetworkFile => System.IO.Path.Combine(path, "network.json");

    /// <summary>Makes it all: authority, certificates, an empty revocation list, the broker's configuration. A folder with an authority is left alone.</summary>
    /// <exception cref="IOException">There is an authority already, or it cannot be written.</exception>
    public void Create(TrustNetwork network, string plugin, TimeProvider time)
    {
        if (File.Exists(CaKey))
        {
            throw new IOException($"{path} holds an authority already: making another would lock every station out. Name another folder");
        }

        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(BrokerFolder);
        using var authority = CertificateAuthority.Create(time);
        Write(NetworkFile, JsonSerializer.Serialize(network, TrustJson.Default.TrustNetwork) + "\n", Everyone);
        Write(CaCertificate, authority.Certificate.ExportCertificatePem() + "\n", Everyone);
        Write(System.IO.Path.Combine(BrokerFolder, "ca.crt.pem"), authority.Certificate.ExportCertificatePem() + "\n", Everyone);
        IssueServers(authority, network, time.GetUtcNow());
        WriteRevocationList(authority.RevocationList([], time.GetUtcNow()));
        Write(System.IO.Path.Combine(BrokerFolder, "mosquitto.conf"), MosquittoFiles.Configuration(System.IO.Path.GetFullPath(BrokerFolder), network.BrokerPort, plugin), Everyone);
        Write(System.IO.Path.Combine(BrokerFolder, "acl"), MosquittoFiles.AccessList(), OwnerAndGroup);
        Write(OfficeSettings, Settings(network), Everyone);
        // Last: a folder with this file is whole.
        WriteKey(CaKey, authority.Certificate, OwnerOnly);
    }

    /// <summary>The authority with its key; the caller disposes of it.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public CertificateAuthority OpenAuthority() => new(Pair("ca", path));

    /// <summary>The office's own certificate and key: server of enrolment, client of the broker; the caller disposes of it.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public X509Certificate2 OpenOffice() => Pair("office", path);

    /// <summary>The authority's certificate alone; the caller disposes of it.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public X509Certificate2 OpenCaCertificate() => Guarded(() => X509CertificateLoader.LoadCertificate(PemBytes(CaCertificate)));

    /// <summary>What stations are told.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public TrustNetwork ReadNetwork() => Guarded(() => JsonSerializer.Deserialize(File.ReadAllBytes(NetworkFile), TrustJson.Default.TrustNetwork)
        ?? throw new InvalidDataException($"{NetworkFile} is empty"));

    /// <summary>Writes the list for the broker, whole or not at all.</summary>
    public void WriteRevocationList(byte[] list) =>
        Write(RevocationList, PemEncoding.WriteString("X509 CRL", list) + "\n", Everyone);

    /// <summary>
    /// Asks for the end of the broker's sessions: it reads a new revocation list on SIGHUP, but lets those who are in stay. Whoever runs the broker
    /// watches this file and restarts it (station-broker-restart.path); kiosks come back by themselves and lose nothing.
    /// </summary>
    public void EndSessions(DateTimeOffset now) => Write(System.IO.Path.Combine(BrokerFolder, "end-sessions"), $"{now:O}\n", Everyone);

    /// <summary>Renews the broker's and the office's certificates where two thirds of their life are over; says whether it did.</summary>
    public bool RenewServersIfDue(DateTimeOffset now)
    {
        using var office = OpenOffice();
        if (now < CertificateAuthority.EndOf(office) - (CertificateAuthority.ServerLife / 3))
        {
            return false;
        }

        using var authority = OpenAuthority();
        IssueServers(authority, ReadNetwork(), now);
        return true;
    }

    private void IssueServers(CertificateAuthority authority, TrustNetwork network, DateTimeOffset now)
    {
        using var broker = authority.ForServer("broker", network.Hosts, alsoClient: false, now);
        using var office = authority.ForServer(OfficeName, network.Hosts, alsoClient: true, now);
        WritePair("broker", BrokerFolder, broker, OwnerAndGroup);
        WritePair("office", path, office, OwnerOnly);
    }

    private string Settings(TrustNetwork network)
    {
        string folder = System.IO.Path.GetFullPath(path);
        return $$"""
            {
              "Trust": { "Folder": "{{folder}}" },
              "Broker": {
                "Mode": "external", "Host": "{{network.Hosts[0]}}", "Port": {{network.BrokerPort}},
                "Tls": { "Enabled": true, "CaFile": "{{folder}}/ca.crt.pem", "CertificateFile": "{{folder}}/office.crt.pem", "KeyFile": "{{folder}}/office.key.pem" }
              }
            }

            """;
    }

    private static void WritePair(string name, string folder, X509Certificate2 certificate, UnixFileMode keyMode)
    {
        WriteKey(System.IO.Path.Combine(folder, $"{name}.key.pem"), certificate, keyMode);
        Write(System.IO.Path.Combine(folder, $"{name}.crt.pem"), certificate.ExportCertificatePem() + "\n", Everyone);
    }

    private static void WriteKey(string file, X509Certificate2 certificate, UnixFileMode mode)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        Write(file, key.ExportPkcs8PrivateKeyPem() + "\n", mode);
    }

    private static X509Certificate2 Pair(string name, string folder) => Guarded(() =>
        X509Certificate2.CreateFromPemFile(System.IO.Path.Combine(folder, $"{name}.crt.pem"), System.IO.Path.Combine(folder, $"{name}.key.pem")));

    private static byte[] PemBytes(string file)
    {
        string pem = File.ReadAllText(file);
        return Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or CryptographicException or JsonException or FormatException or ArgumentException or InvalidDataException)
        {
            throw new IOException($"the network's trust cannot be read: {e.Message} station-office trust init makes it", e);
        }
    }

    /// <summary>Never half a file, and never one that is readable for a moment by others.</summary>
    private static void Write(string file, string text, UnixFileMode mode)
    {
        string fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }
}
