namespace StationKiosk.Office.Badges;

/// <summary>What the badge commands need of an office on this machine.</summary>
/// <param name="KeyFolder">Folder of the issuers' public keys (<c>Badges:KeyFolder</c>).</param>
/// <param name="IsRevoked">Whether a value of a kind stands in the office's list of revocations.</param>
/// <param name="Revoke">Adds a value of a kind to the list, durably; twice is the same as once.</param>
public sealed record BadgeOffice(string KeyFolder, Func<string, string, bool> IsRevoked, Action<string, string> Revoke);

/// <summary>Kinds of revocation, as the store and the commands spell them.</summary>
public static class RevocationKind
{
    /// <summary>One badge, by its id: it was lost, the worker keeps the pseudonym.</summary>
    public const string Badge = "badge";

    /// <summary>Every badge of a pseudonym.</summary>
    public const string Subject = "subject";

    /// <summary>A wall card, by its id.</summary>
    public const string Card = "card";
}
