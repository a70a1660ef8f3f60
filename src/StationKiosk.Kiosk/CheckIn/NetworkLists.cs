using System.Security.Cryptography;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>
/// What the office last said about keys, revocations, cards and rules: all that a kiosk needs to decide without a network. One unchanging
/// picture; <see cref="NetworkListStore"/> replaces it as a whole.
/// </summary>
/// <param name="Keys">Issuer keys by key id.</param>
/// <param name="RevokedBadges">Revoked badge ids.</param>
/// <param name="RevokedSubjects">Pseudonyms of which every badge is revoked.</param>
/// <param name="RevokedCards">Revoked card ids.</param>
/// <param name="Policy">The network's rules; null where none came.</param>
/// <param name="InDoubt">Whether the lists were never heard, or not confirmed for too long: then nobody is turned away on their word alone.</param>
public sealed record NetworkLists(
    IReadOnlyDictionary<string, ECDsa> Keys,
    IReadOnlySet<string> RevokedBadges,
    IReadOnlySet<string> RevokedSubjects,
    IReadOnlySet<string> RevokedCards,
    NetworkPolicy? Policy,
    bool InDoubt)
{
    /// <summary>Nothing heard yet.</summary>
    public static readonly NetworkLists None = new(
        new Dictionary<string, ECDsa>(StringComparer.Ordinal), new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), Policy: null, InDoubt: true);

    /// <summary>Whether a badge or its worker is revoked.</summary>
    public bool IsRevoked(Badge badge)
    {
        ArgumentNullException.ThrowIfNull(badge);
        return RevokedBadges.Contains(badge.Id) || RevokedSubjects.Contains(badge.Subject);
    }

    /// <summary>Whether the network says that a station is closed.</summary>
    public bool IsClosed(StationId station) => Policy?.Closed.Contains(station.Value) ?? false;
}
