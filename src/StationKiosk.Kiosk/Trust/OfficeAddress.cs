using System.Globalization;
using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Trust;

/// <summary>Where the office enrols and renews.</summary>
/// <param name="Host">A host name or address.</param>
/// <param name="Port">Its TCP port.</param>
public sealed record OfficeAddress(string Host, int Port)
{
    private const string Remedy = "the office's enrolment address as host:port, such as office.example:8443";

    /// <summary>Reads <c>Enrolment:Office</c>; null where the certificate is renewed by other means.</summary>
    public static OfficeAddress? Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return root.OptionalText("Enrolment:Office", text => TryParse(text) is not null, Remedy) is { } text ? TryParse(text) : null;
    }

    /// <summary>As written in the settings; null where it is not one.</summary>
    public static OfficeAddress? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            ? new OfficeAddress(text[..colon].Trim('[', ']'), port)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
