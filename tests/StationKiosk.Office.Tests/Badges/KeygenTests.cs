using System.Security.Cryptography;
using StationKiosk.Office.Badges;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Tests.Badges;

public sealed class KeygenTests : IDisposable
{
    private readonly BadgeCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_key_pair_is_two_pem_files_and_the_private_one_is_its_owners_alone()
    {
        var (exitCode, output, _) = _cli.Run("keygen", "--out", _cli.KeyFolder);

        Assert.Equal(0, exitCode);
        string privateFile = Directory.GetFiles(_cli.KeyFolder, "issuer-*.key.pem").Single();
        string publicFile = Directory.GetFiles(_cli.KeyFolder, "issuer-*.pub.pem").Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(privateFile));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(privateFile), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", File.ReadAllText(publicFile), StringComparison.Ordinal);
        using var key = IssuerKeyFiles.ReadPrivate(privateFile);
        Assert.Equal($"issuer-{IssuerKeys.Kid(key)}.key.pem", Path.GetFileName(privateFile));
        Assert.Equal(IssuerKeys.Publish(key), IssuerKeyFiles.ReadPublic(publicFile));
        Assert.Contains(IssuerKeys.Kid(key), output, StringComparison.Ordinal);
        Assert.Contains("Badges:KeyFolder", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_key_pair_leaves_the_first_as_it_was()
    {
        string first = _cli.Keygen();
        string before = File.ReadAllText(first);
        _cli.Keygen();

        Assert.Equal(before, File.ReadAllText(first));
        Assert.Equal(2, IssuerKeyFiles.ReadFolder(_cli.KeyFolder).Count);
    }

    [Fact]
    public void A_key_folder_that_is_a_file_is_refused_in_one_line()
    {
        File.WriteAllText(_cli.KeyFolder, "");

        Assert.Contains("keys", _cli.Refusal("keygen", "--out", _cli.KeyFolder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_key_folder_that_is_no_key_is_named()
    {
        _cli.Keygen();
        File.WriteAllText(Path.Combine(_cli.KeyFolder, "broken.pub.pem"), "hello");

        Assert.Contains("broken.pub.pem", Assert.Throws<FormatException>(() => IssuerKeyFiles.ReadFolder(_cli.KeyFolder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nistP384")]
    [InlineData("secp256k1")]
    [InlineData("brainpoolP256r1")]
    public void Keys_of_other_curves_are_refused(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        File.WriteAllText(_cli.Folder["other.pem"], key.ExportPkcs8PrivateKeyPem());

        Assert.Contains("P-256", Assert.Throws<FormatException>(() => IssuerKeyFiles.ReadPrivate(_cli.Folder["other.pem"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_p256_key_that_spells_out_its_curve_is_read_or_refused_but_never_a_crash()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var spelt = ECDsa.Create(key.ExportExplicitParameters(includePrivateParameters: true));
        File.WriteAllText(_cli.Folder["explicit.pem"], spelt.ExportPkcs8PrivateKeyPem());

        Assert.Contains("P-256", Assert.Throws<FormatException>(() => IssuerKeyFiles.ReadPrivate(_cli.Folder["explicit.pem"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_key_is_not_taken_for_a_private_one()
    {
        string publicFile = IssuerKeyFiles.Create(_cli.KeyFolder).PublicFile;

        Assert.Contains("no private key", Assert.Throws<FormatException>(() => IssuerKeyFiles.ReadPrivate(publicFile)).Message, StringComparison.Ordinal);
    }
}
