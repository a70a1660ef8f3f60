using System.Security.Cryptography;

namespace StationKiosk.Office.Broker;

/// <summary>How the office's own client is known at the broker.</summary>
/// <param name="ClientId">Its client id, which no station can have.</param>
/// <param name="User">User name; null for none.</param>
/// <param name="Password">Password; null for none.</param>
public sealed record OfficeAccount(string ClientId, string? User, string? Password)
{
    /// <summary>The client id of the office: <c>_</c> stands in no station id.</summary>
    public const string Id = "_office";

    /// <summary>For the embedded broker: a password that never leaves this process.</summary>
    public static OfficeAccount InProcess() => new(Id, Id, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>For an external broker: as configured.</summary>
    /// <exception cref="IOException">The password file cannot be read.</exception>
    public static OfficeAccount Of(BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string client = options.Collector is { } name ? $"{Id}-{name}" : Id;
        return new OfficeAccount(client, options.User, options.PasswordFile is { } file ? File.ReadLines(file).FirstOrDefault() : null);
    }

    /// <inheritdoc/>
    public override string ToString() => ClientId;
}
