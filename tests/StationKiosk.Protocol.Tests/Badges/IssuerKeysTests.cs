using System.Security.Cryptography;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Golden;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>A key is P-256 and is the one its id names, or it is refused.</summary>
public sealed class IssuerKeysTests
{
    [Fact]
    public void A_published_key_is_imported_and_verifies()
    {
        using var key = IssuerKeys.Create();
        using var imported = IssuerKeys.Import(IssuerKeys.Publish(key));
        byte[] signature = key.SignData("data"u8, HashAlgorithmName.SHA256);
        Assert.True(imported.VerifyData("data"u8, signature, HashAlgorithmName.SHA256));
        Assert.ThrowsAny<CryptographicException>(() => imported.ExportParameters(includePrivateParameters: true));
    }

    [Fact]
    public void The_key_id_is_the_start_of_the_keys_COSE_thumbprint() =>
        Assert.Equal("28f88b756ce29d7c", TestIssuer.PublicKey().Kid); // computed apart, with Python's cbor2 and hashlib

    [Fact]
    public void A_key_under_another_keys_id_is_refused()
    {
        using var key = IssuerKeys.Create();
        Refused(IssuerKeys.Publish(key) with { Kid = TestIssuer.PublicKey().Kid });
        Refused(IssuerKeys.Publish(key) with { Kid = IssuerKeys.Kid(key).ToUpperInvariant() });
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        foreach (var curve in new[] { ECCurve.NamedCurves.nistP384, ECCurve.NamedCurves.nistP521, ECCurve.NamedCurves.brainpoolP256r1, ECCurve.CreateFromValue("1.3.132.0.10") })
        {
            using var other = ECDsa.Create(curve);
            Assert.Throws<ArgumentException>(() => IssuerKeys.Publish(other));
            Refused(new IssuerKey("0000000000000000", Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())));
        }
    }

    [Fact]
    public void A_key_of_another_kind_is_refused()
    {
        using var rsa = RSA.Create(2048);
        Refused(new IssuerKey("0000000000000000", Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())));
    }

    [Fact]
    public void A_key_that_spells_out_its_curve_instead_of_naming_it_is_refused() =>
        Refused(new IssuerKey("0000000000000000", File.ReadAllText(GoldenFiles.PathOf("../Badges/explicit-curve-spki.txt")).Trim()));

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")]
    public void What_is_no_key_is_refused(string spki) => Refused(new IssuerKey("0000000000000000", spki));

    private static void Refused(IssuerKey key) => Assert.Throws<FormatException>(() => IssuerKeys.Import(key));
}
