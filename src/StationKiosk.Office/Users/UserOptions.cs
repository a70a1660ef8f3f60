using StationKiosk.Hosting.Settings;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Users;

/// <summary>Whether people sign in (closed set).</summary>
public enum SignIn
{
    /// <summary>Nobody sees or does anything without an account.</summary>
    Required,

    /// <summary>Whoever reaches the address is the office: for a demonstration on one machine, and nowhere else.</summary>
    Off,
}

/// <summary>Settings of accounts.</summary>
/// <param name="SignIn">Whether people sign in.</param>
/// <param name="SessionLasts">How long somebody stays signed in.</param>
public sealed record UserOptions(SignIn SignIn, TimeSpan SessionLasts)
{
    /// <summary>Reads section <c>Users</c>.</summary>
    public static UserOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new UserOptions(
            settings.Choice("SignIn", SignIn.Required, Words.All<SignIn>()),
            settings.Duration("SessionLasts", TimeSpan.FromDays(30), TimeSpan.FromMinutes(5), TimeSpan.FromDays(365)));
    }
}
