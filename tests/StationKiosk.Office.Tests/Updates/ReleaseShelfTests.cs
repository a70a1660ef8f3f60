using StationKiosk.Office.Tests.Trust;
using StationKiosk.Office.Trust;
using StationKiosk.Office.Updates;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Updates;

/// <summary>What comes onto the office's shelf, and who gets it.</summary>
public sealed class ReleaseShelfTests : IDisposable
{
    private const string Package = "station-kiosk_2.0.0_arm64.deb";

    private readonly TrustRig _rig = new();
    private readonly TempFolder _folder = new();
    private readonly ReleaseShelf _shelf;

    public ReleaseShelfTests() => _shelf = ReleaseShelf.Of(_rig.Folder);

    public void Dispose()
    {
        _rig.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_release_reaches_ring_after_ring_and_a_station_of_the_last_ring_is_held_until_its_turn()
    {
        Put(Signed());
        _shelf.Change(plan => plan with { Rings = new Dictionary<string, int>(StringComparer.Ordinal) { ["first"] = 0, ["held"] = ReleaseShelf.RingMax } });
        Assert.Equal((false, false, false), Offered(ring: null));
        Assert.Equal((true, false, false), Offered(ring: 0));
        Assert.Equal((true, true, false), Offered(ring: 1));
        Assert.Equal((true, true, false), Offered(ring: ReleaseShelf.RingMax - 1));
        Assert.Equal((true, true, true), Offered(ring: ReleaseShelf.RingMax));
        Assert.Equal((false, false, false), Offered(ring: null));
    }

    [Fact]
    public void A_package_that_was_changed_after_it_was_signed_is_not_taken()
    {
        string package = Signed();
        File.AppendAllText(package, "!");
        Assert.Contains("is not a good signature of it", Refusal(package), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_rig.Folder.Path, "releases")));
    }

    [Fact]
    public void A_signature_of_another_network_is_not_taken()
    {
        using var other = new TrustRig();
        using var authority = other.Folder.OpenAuthority();
        Assert.Contains("is not a good signature of it", Refusal(Signed(authority)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stations_own_certificate_signs_no_release()
    {
        string package = Unsigned();
        using var station = _rig.Enrol();
        using var key = new ReleaseKey(station);
        using (var release = File.OpenRead(package))
        {
            File.WriteAllText($"{package}.sig", key.Sign(release));
        }

        Assert.Contains("is not a good signature of it", Refusal(package), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("-----BEGIN SIGNATURE-----\nAAAA\n-----END SIGNATURE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void What_is_no_signature_is_not_taken(string signature)
    {
        string package = Unsigned();
        File.WriteAllText($"{package}.sig", signature);
        Assert.Contains("is not a good signature of it", Refusal(package), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("station-office_2.0.0_arm64.deb")]
    [InlineData("station-kiosk.deb")]
    [InlineData("station-kiosk_;reboot_arm64.deb")]
    public void A_file_of_another_name_is_not_a_release(string name) => Assert.Contains("a release is called", Refusal(Signed(name: name)), StringComparison.Ordinal);

    [Theory]
    [InlineData("amd64")]
    [InlineData("../arm64")]
    [InlineData("arm64.deb/../x")]
    [InlineData("")]
    public void A_machine_gets_no_package_but_its_own(string architecture)
    {
        Put(Signed());
        Offer(ReleaseShelf.RingMax);
        Assert.NotNull(_shelf.For("any", "arm64"));
        Assert.Null(_shelf.For("any", architecture));
    }

    [Fact]
    public void A_plan_that_cannot_be_read_offers_nothing_and_says_which_file_it_is()
    {
        Put(Signed());
        Offer(0);
        string plan = Path.Combine(_rig.Folder.Path, "releases", "plan.json");
        File.WriteAllText(plan, "{");
        Assert.Contains(plan, Assert.Throws<IOException>(() => _shelf.For("any", "arm64")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_that_signs_is_its_owners_alone_and_is_never_written_over()
    {
        using var authority = _rig.Folder.OpenAuthority();
        string file = ReleaseKey.Create(_folder["stick"], authority, _rig.Time.GetUtcNow());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Throws<IOException>(() => ReleaseKey.Create(_folder["stick"], authority, _rig.Time.GetUtcNow()));
    }

    private (bool First, bool Usual, bool Held) Offered(int? ring)
    {
        Offer(ring);
        return (_shelf.For("first", "arm64") is not null, _shelf.For("usual", "arm64") is not null, _shelf.For("held", "arm64") is not null);
    }

    private void Offer(int? ring) => _shelf.Change(plan => plan with { Version = ring is null ? null : "2.0.0", Ring = ring ?? 0 });

    private void Put(string package)
    {
        using var authority = new CertificateAuthority(_rig.Folder.OpenCaCertificate());
        Assert.Equal("2.0.0", _shelf.Put(package, authority));
    }

    private string Refusal(string package) => Assert.Throws<IOException>(() => Put(package)).Message;

    private string Unsigned(string name = Package)
    {
        File.WriteAllText(_folder[name], "a package");
        return _folder[name];
    }

    private string Signed(CertificateAuthority? by = null, string name = Package)
    {
        string package = Unsigned(name), stick = _folder[$"stick-{Guid.NewGuid():N}"];
        using var own = by is null ? _rig.Folder.OpenAuthority() : null;
        ReleaseKey.Create(stick, by ?? own!, _rig.Time.GetUtcNow());
        using var key = ReleaseKey.Open(stick);
        using var release = File.OpenRead(package);
        File.WriteAllText($"{package}.sig", key.Sign(release));
        return package;
    }
}
