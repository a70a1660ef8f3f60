using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StationKiosk.Office.Trust;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Office.Tests.Trust;

/// <summary>Who may speak for a station.</summary>
public sealed class TrustDeskTests : IDisposable
{
    private readonly TrustRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_code_makes_a_device_the_station_whatever_it_calls_itself()
    {
        using var certificate = _rig.Enrol();
        Assert.Equal(TrustRig.Station, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        using var authority = _rig.Folder.OpenAuthority();
        Assert.True(authority.IsStation(certificate, out var station));
        Assert.Equal(TrustRig.Station, station.Value);
    }

    [Fact]
    public void A_code_is_good_once()
    {
        using var key = TrustRig.NewKey();
        var code = _rig.Desk.NewCode(TrustRig.Station, TrustDesk.CodeLife);
        _rig.Desk.Enrol(code.Secret, TrustRig.Request(key));
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.Enrol(code.Secret, TrustRig.Request(key)));
    }

    [Fact]
    public void A_code_runs_out_and_a_new_one_replaces_the_one_before()
    {
        using var key = TrustRig.NewKey();
        var late = _rig.Desk.NewCode(TrustRig.Station, TimeSpan.FromDays(1));
        _rig.Time.Advance(TimeSpan.FromDays(1));
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.Enrol(late.Secret, TrustRig.Request(key)));

        var first = _rig.Desk.NewCode(TrustRig.Station, TrustDesk.CodeLife);
        var second = _rig.Desk.NewCode(TrustRig.Station, TrustDesk.CodeLife);
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.Enrol(first.Secret, TrustRig.Request(key)));
        Assert.Equal(TrustRig.Station, _rig.Desk.Enrol(second.Secret, TrustRig.Request(key)).Station);
    }

    [Fact]
    public void The_store_holds_no_code_that_could_be_used()
    {
        var code = _rig.Desk.NewCode(TrustRig.Station, TrustDesk.CodeLife);
        byte[] stored = _rig.Store.Read(tables => File.ReadAllBytes(Directory.GetFiles(Path.GetDirectoryName(_rig.Folder.Path)!, "office.db-wal").Single()));
        Assert.True(stored.AsSpan().IndexOf(SHA256.HashData(code.Secret)) >= 0);
        Assert.Equal(-1, stored.AsSpan().IndexOf(code.Secret));
    }

    [Fact]
    public void A_device_that_takes_a_dead_ones_place_leaves_no_second_identity()
    {
        using var dead = _rig.Enrol();
        using var swapped = _rig.Enrol();
        Assert.Equal(1, _rig.RevokedOnTheList());
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(dead));
        using var renewed = _rig.Renew(swapped);
        Assert.NotEqual(swapped.SerialNumber, renewed.SerialNumber);
    }

    [Fact]
    public void A_renewal_whose_answer_was_lost_can_be_asked_for_again()
    {
        using var current = _rig.Enrol();
        _rig.Renew(current).Dispose();
        using var again = _rig.Renew(current);
        using var next = _rig.Renew(again);

        // Those before the one that asked are out: at most the asking one and its successor are good.
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(current));
        Assert.Equal(2, _rig.RevokedOnTheList());
    }

    [Fact]
    public void A_certificate_that_ran_out_renews_only_while_the_office_readmits_the_station_and_once()
    {
        using var old = _rig.Enrol();
        _rig.Time.Advance(TrustRig.Options.StationLife + TimeSpan.FromDays(30));
        Assert.Contains("readmit", Assert.Throws<TrustRefusedException>(() => _rig.Renew(old)).Message, StringComparison.Ordinal);

        _rig.Desk.Readmit(TrustRig.Station, TrustDesk.ReadmissionLife);
        _rig.Time.Advance(TrustDesk.ReadmissionLife);
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(old));

        _rig.Desk.Readmit(TrustRig.Station, TrustDesk.ReadmissionLife);
        _rig.Renew(old).Dispose();
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(old));
    }

    [Fact]
    public void A_revoked_station_is_out_whatever_was_open_for_it()
    {
        using var key = TrustRig.NewKey();
        using var stolen = _rig.Enrol();
        var code = _rig.Desk.NewCode(TrustRig.Station, TrustDesk.CodeLife);
        _rig.Desk.Readmit(TrustRig.Station, TrustDesk.ReadmissionLife);
        Assert.Equal(1, _rig.Desk.Revoke(TrustRig.Station));
        Assert.Equal(1, _rig.RevokedOnTheList());
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(stolen));
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.Enrol(code.Secret, TrustRig.Request(key)));
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.Readmit(TrustRig.Station, TrustDesk.ReadmissionLife));
    }

    [Fact]
    public void Another_networks_certificate_and_a_servers_are_no_stations()
    {
        using var elsewhere = new TrustRig();
        using var foreign = elsewhere.Enrol();
        using var office = _rig.Folder.OpenOffice();
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(foreign));
        Assert.Throws<TrustRefusedException>(() => _rig.Renew(office));
    }

    [Fact]
    public void Unknown_and_retired_stations_get_no_code_and_foreign_keys_no_certificate()
    {
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.NewCode("nowhere", TrustDesk.CodeLife));
        var code = _rig.Desk.NewCode(TrustRig.Other, TrustDesk.CodeLife);
        using var rsa = RSA.Create(2048);
        string request = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
        Assert.Throws<FormatException>(() => _rig.Desk.Enrol(code.Secret, request));
        Assert.Throws<FormatException>(() => _rig.Desk.Enrol(code.Secret, "no request"));
        _rig.Store.Write(tables => tables.Stations.Retire(TrustRig.Other, _rig.Time.GetUtcNow()));
        Assert.Throws<TrustRefusedException>(() => _rig.Desk.NewCode(TrustRig.Other, TrustDesk.CodeLife));
    }

    [Fact]
    public void Keys_are_readable_by_their_owner_only_and_two_networks_share_none()
    {
        using var other = new TrustRig();
        var keys = Directory.GetFiles(_rig.Folder.Path, "*.key.pem", SearchOption.AllDirectories);
        Assert.Equal(["broker.key.pem", "ca.key.pem", "office.key.pem"], keys.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(key) & (UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_rig.Folder.Path, "ca.key.pem")));
        Assert.Empty(keys.Select(File.ReadAllText).Intersect(Directory.GetFiles(other.Folder.Path, "*.key.pem", SearchOption.AllDirectories).Select(File.ReadAllText)));
        Assert.Throws<IOException>(() => _rig.Folder.Create(_rig.Network, "/nowhere.so", _rig.Time));
    }

    [Fact]
    public void Server_certificates_are_renewed_at_two_thirds_of_their_life()
    {
        Assert.False(_rig.Folder.RenewServersIfDue(_rig.Time.GetUtcNow() + (CertificateAuthority.ServerLife * 0.6)));
        using var before = _rig.Folder.OpenOffice();
        Assert.True(_rig.Folder.RenewServersIfDue(_rig.Time.GetUtcNow() + (CertificateAuthority.ServerLife * 0.7)));
        using var after = _rig.Folder.OpenOffice();
        Assert.NotEqual(before.SerialNumber, after.SerialNumber);
    }

    [Fact]
    public void A_code_is_read_as_typed_and_a_mistyped_one_is_known()
    {
        var code = _rig.Desk.NewCode(TrustRig.Station, TrustDesk.CodeLife);
        Assert.True(EnrolmentCode.TryParse($"  {code.ToGroups().ToLowerInvariant().Replace("-", " - ", StringComparison.Ordinal)}\n", out var read));
        Assert.Equal(code.ToText(), read.ToText());
        Assert.Equal(("localhost", _rig.Network.EnrolmentPort), (read.Host, read.Port));
        Assert.DoesNotContain(Convert.ToBase64String(code.Secret), code.ToString(), StringComparison.Ordinal);
        string text = code.ToText();
        for (int i = 0; i < text.Length; i++)
        {
            string mistyped = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            Assert.False(EnrolmentCode.TryParse(mistyped, out _), $"a wrong character at {i} was not seen");
        }

        Assert.All((string?[])[null, "", "SKE1", "SKE1AAAA", "SK1" + text, text[..^1], new string('A', 600)], bad => Assert.False(EnrolmentCode.TryParse(bad, out _)));
    }
}
