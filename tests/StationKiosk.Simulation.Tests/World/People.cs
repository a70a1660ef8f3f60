using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>Workers with badges, the same for every simulation: signing takes longer than all the rest.</summary>
internal static class People
{
    private static readonly TestBadges Issuer = new();
    private static readonly Lazy<(string Subject, string Text)>[] All = [.. Enumerable.Range(0, 4_000).Select(_ => new Lazy<(string, string)>(Issue))];

    public static byte[] Keys { get; } = ProtocolJson.Bytes(Issuer.KeyList, ProtocolJson.Default.KeyList);

    public static IReadOnlyList<IssuerKey> IssuerKeys { get; } = [Issuer.PublicKey];

    public static (string Subject, string Text) Worker(int number) => All[number].Value;

    private static (string Subject, string Text) Issue()
    {
        var badge = TestBadges.Badge();
        return (badge.Subject, Issuer.Text(badge));
    }
}
