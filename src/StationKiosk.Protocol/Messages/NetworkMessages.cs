using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Messages;

/// <summary>Retained on <c>network/keys</c>: who may issue badges and cards.</summary>
/// <param name="At">When the office wrote the list.</param>
/// <param name="Keys">Public keys.</param>
public sealed record KeyList(DateTimeOffset At, IReadOnlyList<IssuerKey> Keys) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Elements.RefuseNull(Keys);
}

/// <summary>One issuer's public key.</summary>
/// <param name="Kid">Key id: the first 8 bytes of the key's COSE thumbprint (RFC 9679), lower-case hex.</param>
/// <param name="Spki">SubjectPublicKeyInfo (RFC 5280) of a P-256 key, base64.</param>
public sealed record IssuerKey(string Kid, string Spki);

/// <summary>Retained on <c>network/revocations</c>.</summary>
/// <param name="At">When the office wrote the list.</param>
/// <param name="Badges">Revoked badge ids, lower-case hex.</param>
/// <param name="Subjects">Pseudonyms of which every badge is revoked.</param>
public sealed record RevocationList(DateTimeOffset At, IReadOnlyList<string> Badges, IReadOnlyList<string> Subjects) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized()
    {
        Elements.RefuseNull(Badges);
        Elements.RefuseNull(Subjects);
    }
}

/// <summary>Retained on <c>network/cards</c>.</summary>
/// <param name="At">When the office wrote the list.</param>
/// <param name="Revoked">Ids of wall cards that no longer act, lower-case hex.</param>
public sealed record CardList(DateTimeOffset At, IReadOnlyList<string> Revoked) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Elements.RefuseNull(Revoked);
}

/// <summary>Retained on <c>network/policy</c>: rules that hold for every kiosk.</summary>
/// <param name="At">When the office wrote it.</param>
/// <param name="DebounceSeconds">A second scan within this makes no second visit; null: the kiosk's own setting.</param>
/// <param name="ListsStaleAfterSeconds">After this without confirmation the lists above are in doubt; null: the kiosk's own setting.</param>
/// <param name="Closed">Ids of stations that are closed.</param>
public sealed record NetworkPolicy(DateTimeOffset At, int? DebounceSeconds, int? ListsStaleAfterSeconds, IReadOnlyList<string> Closed) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized() => Elements.RefuseNull(Closed);
}
