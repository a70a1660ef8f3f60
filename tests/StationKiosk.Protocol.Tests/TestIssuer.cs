using System.Security.Cryptography;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests;

/// <summary>
/// The issuer of every example: <c>testECCP256</c> of RFC 9500, a key pair that is published so that everybody knows it protects nothing.
/// </summary>
internal static class TestIssuer
{
    private const string Pem = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49
        AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV
        uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==
        -----END EC PRIVATE KEY-----
        """;

    public static readonly Badge Badge = new(
        "K7PQ2WXMEJ5RTA3N", "9f3c1a5e77b20d48", Category.Courier,
        new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 11, 1, 0, 0, 0, TimeSpan.Zero));

    public static readonly Card Card = new("04d1c2b3a4958677", CardKind.Problem, Service.Restroom, "No water");

    public static ECDsa Key()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(Pem);
        return key;
    }

    public static IssuerKey PublicKey()
    {
        using var key = Key();
        return IssuerKeys.Publish(key);
    }
}
