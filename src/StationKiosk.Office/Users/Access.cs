using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Users;

/// <summary>Who may ask for something (closed set). What says nothing of it is refused to everybody.</summary>
public enum Access
{
    /// <summary>Anybody: pages without figures, sign-in, open feeds.</summary>
    Open,

    /// <summary>Whoever is signed in; a manager gets only what is of their stations.</summary>
    SignedIn,

    /// <summary>The office.</summary>
    Office,
}

/// <summary>Whoever asks.</summary>
/// <param name="Name">The account; null where nobody signs in.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Scope">The stations they may see.</param>
public sealed record Viewer(string? Name, Role Role, Scope Scope)
{
    /// <summary>Everybody, where signing in is off.</summary>
    public static Viewer Anybody { get; } = new(Name: null, Role.Office, Scope.All);

    /// <summary>The viewer that an account is.</summary>
    public static Viewer Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new Viewer(
            account.Name, account.Role, account.Role == Role.Office ? Scope.All : new Scope(account.Stations.ToHashSet(StringComparer.Ordinal)));
    }
}

/// <summary>Marks what may be asked for by whom, and tells an endpoint who asks.</summary>
public static class AccessExtensions
{
    private static readonly object Key = typeof(Viewer);

    /// <summary>Says who may ask.</summary>
    public static T For<T>(this T endpoint, Access access)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessMark(access));

    /// <summary>Who asks; behind <see cref="Access.SignedIn"/> and <see cref="Access.Office"/> there is always somebody.</summary>
    public static Viewer Viewer(this HttpContext http) => (Viewer)http.Items[Key]!;

    internal static void SetViewer(this HttpContext http, Viewer viewer) => http.Items[Key] = viewer;
}

/// <summary>What <see cref="AccessExtensions.For"/> leaves on an endpoint.</summary>
/// <param name="Access">Who may ask.</param>
public sealed record AccessMark(Access Access);
