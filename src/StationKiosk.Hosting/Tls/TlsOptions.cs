using StationKiosk.Hosting.Settings;

namespace StationKiosk.Hosting.Tls;

/// <summary>
/// How a connection to the broker is secured. The files are read with every connection, so that a renewed certificate is used from the next one
/// on without a restart; one that is not there yet is a fault of the connection and not of the settings, for a kiosk records without it.
/// </summary>
/// <param name="CaFile">PEM with the root certificates that the broker's own has to come from; null for those of the system.</param>
/// <param name="CertificateFile">PEM with our certificate; null where the broker asks for none.</param>
/// <param name="KeyFile">PEM with its private key; given with <paramref name="CertificateFile"/> and only with it.</param>
/// <param name="CheckHostName">Whether the broker's certificate has to name the host we connect to (RFC 9525).</param>
public sealed record TlsOptions(string? CaFile, string? CertificateFile, string? KeyFile, bool CheckHostName)
{
    /// <summary>Reads <c>Tls:…</c> of a section <c>Broker</c>; null where TLS is not enabled.</summary>
    public static TlsOptions? Read(SettingsReader broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        var section = broker.Section("Tls");
        bool enabled = section.Flag("Enabled", fallback: false);
        string? ca = section.OptionalText("CaFile", IsPath, "a PEM file with the root certificates of the broker");
        string? certificate = section.OptionalText("CertificateFile", IsPath, "a PEM file with the client certificate");
        string? key = section.OptionalText("KeyFile", IsPath, "a PEM file with the client certificate's private key");
        bool checkHostName = section.Flag("CheckHostName", fallback: true);
        if (certificate is null != key is null)
        {
            section.Fault(certificate is null ? "CertificateFile" : "KeyFile", value: null, "CertificateFile and KeyFile are given together, or neither");
        }

        if (!enabled && (ca ?? certificate ?? key) is { } unused)
        {
            section.Fault("Enabled", "false", $"true, or leave out the files: '{unused}' would not be used, and the connection would be plain");
        }

        return enabled ? new TlsOptions(ca, certificate, key, checkHostName) : null;
    }

    private static bool IsPath(string text) => text.Length > 0;
}
