using System.Text.Json.Nodes;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Golden;
using StationKiosk.TestKit;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>A badge is what the standards say, and not only what our own code understands.</summary>
public sealed class IndependentVerificationTests : IDisposable
{
    private readonly TestBadges _badges = new();

    public void Dispose() => _badges.Dispose();

    [SkippableFact]
    public void A_badge_verifies_in_an_implementation_that_shares_no_code_with_this_one()
    {
        Python.SkipIfMissing();
        foreach (var category in Enum.GetValues<Category>())
        {
            var badge = TestBadges.Badge(category: category);
            AssertVerifies(badge, _badges.Text(badge), _badges.PublicKey);
        }
    }

    [SkippableFact]
    public void The_badge_of_the_documentation_verifies_there_too()
    {
        Python.SkipIfMissing();
        AssertVerifies(TestIssuer.Badge, GoldenFiles.Text("badge.txt"), TestIssuer.PublicKey());
    }

    [SkippableFact]
    public void A_forged_badge_does_not_verify_there_either()
    {
        Python.SkipIfMissing();
        byte[] forged = Forge.Bytes(_badges.Text());
        forged[^1] ^= 1;
        var (exitCode, _, error) = Python.VerifyBadge("verify", Forge.Text(forged), _badges.PublicKey.Spki);
        Assert.Equal((1, "the signature does not fit"), (exitCode, error));
    }

    [SkippableFact]
    public void A_badge_issued_there_opens_here()
    {
        Python.SkipIfMissing();
        var badge = TestBadges.Badge(category: Category.Sanitation);
        var (exitCode, text, error) = Python.VerifyBadge("issue", Claims(badge).ToJsonString(), _badges.Issuer.ExportPkcs8PrivateKeyPem());
        Assert.True(exitCode == 0, error);
        Assert.True(BadgeText.TryParse(text, out var parsed, out string? fault), fault);
        Assert.Equal(_badges.PublicKey.Kid, parsed.Kid);
        Assert.Equal(BadgeOpening.Opened, parsed.Open(_badges.Issuer, out var opened));
        Assert.Equal(badge, opened);
    }

    [SkippableFact]
    public void The_key_id_is_computed_there_as_it_is_here()
    {
        Python.SkipIfMissing();
        Assert.Equal((0, _badges.PublicKey.Kid, ""), Python.VerifyBadge("kid", _badges.PublicKey.Spki));
    }

    private static void AssertVerifies(Badge badge, string text, IssuerKey key)
    {
        var (exitCode, claims, error) = Python.VerifyBadge("verify", text, key.Spki);
        Assert.True(exitCode == 0, error);
        Assert.True(JsonNode.DeepEquals(Claims(badge), JsonNode.Parse(claims)), claims);
    }

    private static JsonObject Claims(Badge badge) => new()
    {
        ["sub"] = badge.Subject,
        ["exp"] = badge.ExpiresAt.ToUnixTimeSeconds(),
        ["iat"] = badge.IssuedAt.ToUnixTimeSeconds(),
        ["cti"] = badge.Id,
        ["category"] = (int)badge.Category,
    };
}
