using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>
/// Pure: verifies a wall card with what the kiosk knows. Unlike a badge, a card of an unknown key is refused also while the list is in doubt:
/// it turns no worker away, and nothing it says may be used.
/// </summary>
public static class CardVerifier
{
    /// <summary>Verifies a scanned text that begins as a card's does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lists">What the office said.</param>
    /// <param name="station">This station.</param>
    /// <param name="card">The card, where null is returned.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static RefusalReason? Check(string text, NetworkLists lists, StationId station, out Card? card)
    {
        ArgumentNullException.ThrowIfNull(lists);
        card = null;
        if (!CardText.TryParse(text, out var cardText, out _))
        {
            return RefusalReason.Malformed;
        }

        if (!lists.Keys.TryGetValue(cardText.Kid, out var key))
        {
            return RefusalReason.UnknownKey;
        }

        return cardText.Open(key, out card) switch
        {
            BadgeOpening.BadSignature => RefusalReason.BadSignature,
            BadgeOpening.Malformed => RefusalReason.Malformed,
            _ when lists.RevokedCards.Contains(card!.Id) => RefusalReason.Revoked,
            _ when lists.IsClosed(station) => RefusalReason.Closed,
            _ => null,
        };
    }
}
