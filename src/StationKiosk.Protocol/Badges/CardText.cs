using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Badges;

/// <summary>What a wall card does; the number is what the card carries.</summary>
[JsonConverter(typeof(KebabCase<CardKind>))]
public enum CardKind
{
    /// <summary>The worker used a service of the station.</summary>
    Service = 1,

    /// <summary>The worker took part in an event.</summary>
    Event = 2,

    /// <summary>Something is broken; works without a badge too.</summary>
    Problem = 3,

    /// <summary>The worker redeemed something.</summary>
    Redeem = 4,
}

/// <summary>A printed QR code on the wall that names an action.</summary>
/// <param name="Id">8 bytes as lower-case hex; a card is revoked by it.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Service">The service it names; null for none.</param>
/// <param name="Label">The event, problem or reward it names, at most 64 characters; null for none.</param>
public sealed record Card(string Id, CardKind Kind, Service? Service = null, string? Label = null)
{
    /// <summary>Most characters of a label.</summary>
    public const int LabelMax = 64;
}

/// <summary>
/// The text of a card: <c>SKC1</c> + base32(COSE_Sign1 over a CBOR map: 1 id, 2 kind, 3 service number, 4 label), read but not yet believed.
/// </summary>
public sealed class CardText
{
    /// <summary>What every card text begins with.</summary>
    public const string Prefix = "SKC1";

    private const int Id = 1, Kind = 2, ServiceNumber = 3, Label = 4;

    private readonly SealedText _sealed;

    private CardText(SealedText content) => _sealed = content;

    /// <summary>The id of the key it claims to be signed with, lower-case hex.</summary>
    public string Kid => _sealed.Kid;

    /// <summary>Signs a card.</summary>
    /// <param name="card">What it does.</param>
    /// <param name="issuer">The issuer's P-256 private key.</param>
    /// <returns>At most <see cref="Limits.BadgeTextMax"/> characters.</returns>
    /// <exception cref="ArgumentException">The id or label is not a card's, or the key is not on P-256.</exception>
    public static string Issue(Card card, ECDsa issuer)
    {
        ArgumentNullException.ThrowIfNull(card);
        if (!Badge.IsId(card.Id) || card.Label is { Length: > Card.LabelMax })
        {
            throw new ArgumentException($"a card needs an id of 16 hex digits and a label of at most {Card.LabelMax} characters", nameof(card));
        }

        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(2 + (card.Service is null ? 0 : 1) + (card.Label is null ? 0 : 1));
        writer.WriteInt32(Id);
        writer.WriteByteString(Convert.FromHexString(card.Id));
        writer.WriteInt32(Kind);
        writer.WriteInt32((int)card.Kind);
        if (card.Service is { } service)
        {
            writer.WriteInt32(ServiceNumber);
            writer.WriteInt32((int)service);
        }

        if (card.Label is { } label)
        {
            writer.WriteInt32(Label);
            writer.WriteTextString(label);
        }

        writer.WriteEndMap();
        return SealedText.Seal(Prefix, writer.Encode(), issuer);
    }

    /// <summary>Reads a scanned text; on false <paramref name="fault"/> says what is wrong, without repeating any of the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CardText? card, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        card = null;
        fault = text.Length > Limits.BadgeTextMax ? $"it is longer than {Limits.BadgeTextMax} characters"
            : !text.StartsWith(Prefix, StringComparison.Ordinal) ? "it is not a card of this network"
            : null;
        if (fault is null && SealedText.TryParse(Prefix, text, out var content, out fault))
        {
            card = new CardText(content);
        }

        return card is not null;
    }

    /// <summary>Verifies the signature, then reads the card.</summary>
    public BadgeOpening Open(ECDsa issuer, out Card? card)
    {
        card = null;
        if (_sealed.Open(issuer) is not { } payload)
        {
            return BadgeOpening.BadSignature;
        }

        card = Read(payload);
        return card is null ? BadgeOpening.Malformed : BadgeOpening.Opened;
    }

    private static Card? Read(byte[] payload)
    {
        try
        {
            var reader = new CborReader(payload, CborConformanceMode.Strict);
            string? id = null, label = null;
            int kind = 0;
            int? service = null;
            for (reader.ReadStartMap(); reader.PeekState() != CborReaderState.EndMap;)
            {
                switch (reader.ReadInt32())
                {
                    case Id: id = Convert.ToHexStringLower(reader.ReadByteString()); break;
                    case Kind: kind = reader.ReadInt32(); break;
                    case ServiceNumber: service = reader.ReadInt32(); break;
                    case Label: label = reader.ReadTextString(); break;
                    default: reader.SkipValue(); break;
                }
            }

            reader.ReadEndMap();
            bool complete = Badge.IsId(id) && Enum.IsDefined((CardKind)kind) && (service is null || Enum.IsDefined((Service)service))
                && label is null or { Length: <= Card.LabelMax } && reader.BytesRemaining == 0;
            return complete ? new Card(id!, (CardKind)kind, (Service?)service, label) : null;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }
}
