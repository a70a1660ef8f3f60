using System.Diagnostics.CodeAnalysis;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Protocol;

/// <summary>
/// A station's name on the wire: 3 to 40 of <c>a–z 0–9 -</c>. It is the topic level, the MQTT client id and, where certificates
/// are used, the certificate's common name. <c>any</c> is no station: phone codes use it for every one.
/// </summary>
public readonly record struct StationId
{
    /// <summary>Fewest characters.</summary>
    public const int LengthMin = 3;

    /// <summary>Most characters.</summary>
    public const int LengthMax = 40;

    private readonly string? _value;

    private StationId(string value) => _value = value;

    /// <summary>The text of the id; empty for <c>default</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Reads an id; false where the text is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StationId id)
    {
        bool valid = text is { Length: >= LengthMin and <= LengthMax }
            && !text.AsSpan().ContainsAnyExcept(Allowed)
            && text != PhoneCode.AnyStation;
        id = valid ? new StationId(text!) : default;
        return valid;
    }

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not 3 to 40 of a–z 0–9 -, or is <c>any</c>.</exception>
    public static StationId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not a station id: {LengthMin} to {LengthMax} of a-z, 0-9 and '-', and not '{PhoneCode.AnyStation}'");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
