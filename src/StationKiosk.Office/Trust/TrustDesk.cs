using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Office.Trust;

/// <summary>A request that is turned down; the message says why and what to do, in one line.</summary>
public sealed class TrustRefusedException(string message) : Exception(message);

/// <summary>
/// Who may speak for a station. One station, one device: a certificate given on a code revokes every one before it, and one given on renewal
/// leaves only the one that asked, until the new one renews in turn. What the store says is written to the broker's list in the same step, the
/// store first: a crash between the two leaves a list that <see cref="PublishRevocations"/> puts right at the next start.
/// </summary>
public sealed class TrustDesk(OfficeStore store, TrustFolder folder, TrustOptions options, TimeProvider time)
{
    /// <summary>A code that is not used within this is no longer good, where nobody says otherwise.</summary>
    public static readonly TimeSpan CodeLife = TimeSpan.FromDays(7);

    /// <summary>A station is let back in for this long, where nobody says otherwise.</summary>
    public static readonly TimeSpan ReadmissionLife = TimeSpan.FromDays(1);

    private static readonly Lock OneListWriter = new();

    /// <summary>A new single-use code for a registered station; the one before is no longer good.</summary>
    /// <exception cref="TrustRefusedException">The station is not in the register, or is retired.</exception>
    public EnrolmentCode NewCode(string station, TimeSpan life)
    {
        var network = folder.ReadNetwork();
        using var authority = folder.OpenCaCertificate();
        var code = EnrolmentCode.Create(authority.RawData, network.Hosts[0], network.EnrolmentPort);
        return store.Write(tables =>
        {
            NeedInService(tables, station);
            tables.Certificates.PutCode(Hash(code.Secret), station, time.GetUtcNow() + life);
            return code;
        });
    }

    /// <summary>A device with a code becomes the station; every certificate that the station had before is revoked.</summary>
    /// <exception cref="TrustRefusedException">The code is not good.</exception>
    /// <exception cref="FormatException">The certificate request is not one.</exception>
    public StationCertificate Enrol(byte[] secret, string request)
    {
        var key = CertificateAuthority.ReadRequest(request);
        bool replaces = false;
        var enrolled = Issue(key, tables =>
        {
            string station = tables.Certificates.TakeCode(Hash(secret), time.GetUtcNow())
                ?? throw new TrustRefusedException("this code was used, replaced or has run out; make a new one at the office: station-office station code ID");
            NeedInService(tables, station);
            replaces = tables.Certificates.Revoke(station, time.GetUtcNow()) > 0;
            return station;
        });
        if (replaces)
        {
            folder.EndSessions(time.GetUtcNow());
        }

        return enrolled;
    }

    /// <summary>A station's next certificate, asked for with the one it has. One that has run out does only while the office readmits the station.</summary>
    /// <exception cref="TrustRefusedException">The certificate is unknown, revoked, or has run out.</exception>
    /// <exception cref="FormatException">The certificate request is not one.</exception>
    public StationCertificate Renew(X509Certificate2 current, string request)
    {
        ArgumentNullException.ThrowIfNull(current);
        var key = CertificateAuthority.ReadRequest(request);
        using var authority = folder.OpenAuthority();
        if (!authority.IsStation(current, out var named))
        {
            throw new TrustRefusedException("this certificate is not of this network; enrol the station anew");
        }

        return Issue(key, tables =>
        {
            var now = time.GetUtcNow();
            if (tables.Certificates.Find(current.SerialNumber) is not { RevokedAt: null } known || known.Station != named.Value)
            {
                throw new TrustRefusedException("this certificate was revoked: another device stands for the station, or the office took it out; enrol it anew");
            }

            NeedInService(tables, known.Station);
            if (known.NotAfter <= now && !tables.Certificates.TakeReadmission(known.Station, now))
            {
                throw new TrustRefusedException($"this certificate has run out; let the station in at the office: station-office station readmit {known.Station}");
            }

            tables.Certificates.Revoke(known.Station, now, exceptSerial: known.Serial);
            return known.Station;
        });
    }

    /// <summary>The station that a certificate speaks for now.</summary>
    /// <exception cref="TrustRefusedException">It speaks for none.</exception>
    public string SpeakerOf(X509Certificate2? current)
    {
        using var authority = folder.OpenAuthority();
        if (current is null || !authority.IsStation(current, out var named))
        {
            throw new TrustRefusedException("no client certificate of this network; a station asks with the one it has");
        }

        return store.Read(tables =>
        {
            if (tables.Certificates.Find(current.SerialNumber) is not { RevokedAt: null } known || known.Station != named.Value || known.NotAfter <= time.GetUtcNow())
            {
                throw new TrustRefusedException("this certificate was revoked or has run out; renew it, or enrol the station anew");
            }

            NeedInService(tables, known.Station);
            return known.Station;
        });
    }

    /// <summary>Revokes all that a station has, its open code included; returns how many certificates.</summary>
    public int Revoke(string station)
    {
        int revoked = store.Write(tables =>
        {
            NeedRegistered(tables, station);
            tables.Certificates.CloseDoors(station);
            return tables.Certificates.Revoke(station, time.GetUtcNow());
        });
        PublishRevocations();
        folder.EndSessions(time.GetUtcNow());
        return revoked;
    }

    /// <summary>Lets a station whose certificate has run out renew it, once, within a time.</summary>
    /// <exception cref="TrustRefusedException">There is nothing to renew.</exception>
    public void Readmit(string station, TimeSpan within) => store.Write(tables =>
    {
        NeedInService(tables, station);
        if (tables.Certificates.Of(station) is not [{ RevokedAt: null }, ..])
        {
            throw new TrustRefusedException($"station '{station}' has no certificate that could be renewed; give it a code: station-office station code {station}");
        }

        tables.Certificates.Readmit(station, time.GetUtcNow() + within);
        return true;
    });

    /// <summary>Writes the broker's list as the store has it.</summary>
    public void PublishRevocations()
    {
        lock (OneListWriter)
        {
            using var authority = folder.OpenAuthority();
            var revoked = store.Read(tables => tables.Certificates.Revoked());
            folder.WriteRevocationList(authority.RevocationList(revoked.Select(each => (each.Serial, each.RevokedAt!.Value)), time.GetUtcNow()));
        }
    }

    private StationCertificate Issue(PublicKey key, Func<StoreTables, string> admit)
    {
        using var authority = folder.OpenAuthority();
        var network = folder.ReadNetwork();
        var issued = store.Write(tables =>
        {
            var now = time.GetUtcNow();
            string station = admit(tables);
            using var certificate = authority.ForStation(StationId.Parse(station), key, now, options.StationLife);
            tables.Certificates.Add(new StoredCertificate(certificate.SerialNumber, station, now, CertificateAuthority.EndOf(certificate), RevokedAt: null));
            return new StationCertificate(station, certificate.ExportCertificatePem(), network.Hosts[0], network.BrokerPort);
        });
        PublishRevocations();
        return issued;
    }

    private static void NeedRegistered(StoreTables tables, string station)
    {
        if (tables.Stations.All().All(each => each.Id != station))
        {
            throw new TrustRefusedException($"station '{station}' is not registered; station-office station add makes it");
        }
    }

    private static void NeedInService(StoreTables tables, string station)
    {
        NeedRegistered(tables, station);
        if (tables.Stations.All().Any(each => each.Id == station && each.RetiredAt is not null))
        {
            throw new TrustRefusedException($"station '{station}' is retired; station-office station add takes it into service again");
        }
    }

    private static byte[] Hash(byte[] secret) => SHA256.HashData(secret);
}
