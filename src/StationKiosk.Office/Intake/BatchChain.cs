using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>The chain through one batch, made anew from the bytes that came.</summary>
public sealed class BatchChain
{
    private readonly byte[]? _end;
    private byte[]? _link;

    private BatchChain(byte[]? after, byte[]? end) => (After, _end, _link) = (after, end, after);

    /// <summary>The link before its first event; null where its sender has no chain.</summary>
    public byte[]? After { get; }

    /// <summary>Whether the bytes that came lead from <c>after</c> to <c>end</c>; what has no chain cannot fail it.</summary>
    public bool Holds => _end is null || _end.AsSpan().SequenceEqual(_link);

    /// <summary>Reads <c>after</c> and <c>end</c>: both or neither.</summary>
    public static bool TryBegin(JsonElement batch, [NotNullWhen(true)] out BatchChain? chain, [NotNullWhen(false)] out string? fault)
    {
        byte[]? after = null, end = null;
        bool hasAfter = batch.TryGetProperty("after", out var first), hasEnd = batch.TryGetProperty("end", out var last);
        bool readable = hasAfter == hasEnd && (!hasAfter || (TryLink(first, out after) && TryLink(last, out end)));
        chain = readable ? new BatchChain(after, end) : null;
        fault = readable ? null : "after and end are not two links of 64 lower-case hex digits";
        return readable;
    }

    /// <summary>Goes on over the next event, readable or not; returns the link after it.</summary>
    public byte[]? Add(JsonElement element, ReadOnlySpan<byte> body) => _link is null ? null : _link = Chain.Next(_link, DigestOf(element, body));

    /// <summary>What an event added to the chain when it was written: of one blanked since, as it says itself.</summary>
    public static byte[] DigestOf(JsonElement element, ReadOnlySpan<byte> body) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("digest", out var text) && TryLink(text, out byte[]? digest)
            ? digest
            : Chain.Digest(body);

    private static bool TryLink(JsonElement element, [NotNullWhen(true)] out byte[]? link)
    {
        link = null;
        return element.ValueKind == JsonValueKind.String && Chain.TryParse(element.GetString(), out link);
    }
}
