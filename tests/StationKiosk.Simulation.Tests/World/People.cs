using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>Workers with badges, the same for every simulation: signing takes longer than all the rest.</summary>
internal static class People
{
    private static readonly TestBadges Issuer = new();
    private static readonly Lazy<(string Subject, string Text)>[] All = [.. Enumerable.Range(0, 4_000).Select(number => new Lazy<(string, string)>(() => Issue(number)))];

    public static byte[] Keys { get; } = ProtocolJson.Bytes(Issuer.KeyList, ProtocolJson.Default.KeyList);

    public static IReadOnlyList<IssuerKey> IssuerKeys { get; } = [Issuer.PublicKey];

    public static (string Subject, string Text) Worker(int number) => All[number].Value;

    private static (string Subject, string Text) Issue(int number)
    {
        var badge = TestBadges.Badge() with { Subject = Pseudonym(number), Id = $"{number:x16}" };
        return (badge.Subject, Issuer.Text(badge));
    }

    /// <summary>Not of chance, so that a worker is the same in every run of a seed.</summary>
    private static string Pseudonym(int number) => "WORKER" + string.Concat($"{number:D10}".Select(digit => (char)('A' + digit - '0')));
}
