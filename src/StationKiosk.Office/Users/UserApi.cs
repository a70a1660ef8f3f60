using Microsoft.AspNetCore.Http.HttpResults;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Users;

/// <summary>A name and a password.</summary>
/// <param name="Name">The account's.</param>
/// <param name="Password">The password.</param>
public sealed record SignInBody(string? Name, string? Password);

/// <summary>A one-time link being used.</summary>
/// <param name="Link">Its secret.</param>
/// <param name="Name">Of the very first account; otherwise the link knows it.</param>
/// <param name="Password">The password chosen.</param>
public sealed record SetUpBody(string? Link, string? Name, string? Password);

/// <summary>An account to be made or changed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role"><c>office</c> or <c>manager</c>.</param>
/// <param name="Stations">Of a manager: the stations.</param>
public sealed record UserBody(string? Name, string? Role, IReadOnlyList<string>? Stations);

/// <summary>An account as it is shown.</summary>
/// <param name="Name">Its name; null where nobody signs in.</param>
/// <param name="Role"><c>office</c> or <c>manager</c>.</param>
/// <param name="Stations">Of a manager: the stations.</param>
/// <param name="Active">Whether a password was chosen.</param>
public sealed record UserView(string? Name, string Role, IReadOnlyList<string> Stations, bool Active);

/// <summary>A one-time link.</summary>
/// <param name="Path">To be opened on this office's address; it works once.</param>
/// <param name="EndsAt">Until when.</param>
public sealed record LinkView(string Path, DateTimeOffset EndsAt);

/// <summary>Signing in and out, accounts, the audit log.</summary>
public static class UserApi
{
    /// <summary>Entries of the audit log in one answer.</summary>
    public const int AuditMax = 200;

    /// <summary>Maps them.</summary>
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/session", Enter).For(Access.Open).WithSummary("Signs in: a name and a password for a session cookie");
        routes.MapDelete("/api/session", Leave).For(Access.SignedIn).WithSummary("Signs out");
        routes.MapPost("/api/setup", SetUp).For(Access.Open).WithSummary("Uses a one-time link: sets the password and signs in");
        routes.MapGet("/api/me", Me).For(Access.SignedIn).WithSummary("Who is signed in");
        routes.MapGet("/api/users", All).For(Access.Office).WithSummary("Every account");
        routes.MapPost("/api/users", Put).For(Access.Office).WithSummary("Makes or changes an account; answers with a one-time link where it has no password");
        routes.MapPost("/api/users/{name}/reset", Reset).For(Access.Office).WithSummary("A one-time link with which a user sets a new password");
        routes.MapDelete("/api/users/{name}", Remove).For(Access.Office).WithSummary("Removes an account and ends its sessions");
        routes.MapGet("/api/audit", Audit).For(Access.Office).WithSummary("What was done, the newest first");
    }

    /// <summary>The page that a link opens; the secret is behind the '#', which browsers send to nobody.</summary>
    public static string PathOf(string link) => $"/signin#{link}";

    private static Results<NoContent, JsonHttpResult<Problem>> Enter(SignInBody body, Accounts accounts, HttpContext http) =>
        Answer(http, accounts, accounts.Enter(body.Name, body.Password, Address(http)));

    private static Results<NoContent, JsonHttpResult<Problem>> SetUp(SetUpBody body, Accounts accounts, HttpContext http) =>
        Answer(http, accounts, accounts.Use(body.Link, body.Name, body.Password, Address(http)));

    private static Results<NoContent, JsonHttpResult<Problem>> Answer(HttpContext http, Accounts accounts, SignInResult result)
    {
        if (result.Token is not { } token)
        {
            return OfficeApi.Fault(result.Status, result.Why!);
        }

        http.Response.Cookies.Append(Guard.Cookie, token, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, MaxAge = accounts.SessionLasts, Path = "/", IsEssential = true,
        });
        return TypedResults.NoContent();
    }

    private static NoContent Leave(Accounts accounts, HttpContext http)
    {
        if (http.Request.Cookies[Guard.Cookie] is { } token)
        {
            accounts.Leave(token);
        }

        http.Response.Cookies.Delete(Guard.Cookie);
        return TypedResults.NoContent();
    }

    private static Ok<UserView> Me(HttpContext http)
    {
        var viewer = http.Viewer();
        return TypedResults.Ok(new UserView(viewer.Name, viewer.Role.Word(), [.. viewer.Scope.Stations ?? new HashSet<string>()], Active: true));
    }

    private static Ok<IReadOnlyList<UserView>> All(OfficeStore store) => TypedResults.Ok<IReadOnlyList<UserView>>(
        [.. store.Read(tables => tables.Accounts.All()).Select(account => new UserView(account.Name, account.Role.Word(), account.Stations, account.Password is not null))]);

    private static Results<Ok<LinkView>, NoContent, JsonHttpResult<Problem>> Put(UserBody body, OfficeStore store, Accounts accounts, TimeProvider time, HttpContext http)
    {
        string[] stations = [.. body.Stations ?? []];
        if (!Accounts.IsName(body.Name) || !Words.TryRead(body.Role, out Role role) || !stations.All(id => Protocol.StationId.TryParse(id, out _)))
        {
            return OfficeApi.Fault(StatusCodes.Status400BadRequest, $"name: 1 to {Accounts.NameMax} characters; role: office or manager; stations: ids of stations");
        }

        bool hasPassword = store.Write(tables =>
        {
            var known = tables.Accounts.Of(body.Name!);
            tables.Accounts.Put(new Account(body.Name!, role, role == Role.Manager ? stations : [], known?.Password, time.GetUtcNow()));
            return known?.Password is not null;
        });
        accounts.Log(http.Viewer().Name, "user-saved", body.Name, Address(http));
        return hasPassword ? TypedResults.NoContent() : TypedResults.Ok(Link(accounts, body.Name!, time));
    }

    private static Results<Ok<LinkView>, JsonHttpResult<Problem>> Reset(string name, OfficeStore store, Accounts accounts, TimeProvider time, HttpContext http)
    {
        if (store.Read(tables => tables.Accounts.Of(name)) is null)
        {
            return NoSuchUser();
        }

        accounts.Log(http.Viewer().Name, "user-link-made", name, Address(http));
        return TypedResults.Ok(Link(accounts, name, time));
    }

    private static Results<NoContent, JsonHttpResult<Problem>> Remove(string name, OfficeStore store, Accounts accounts, HttpContext http)
    {
        if (name == http.Viewer().Name)
        {
            return OfficeApi.Fault(StatusCodes.Status400BadRequest, "nobody removes the account they are signed in with");
        }

        if (!store.Write(tables => tables.Accounts.Remove(name)))
        {
            return NoSuchUser();
        }

        accounts.Log(http.Viewer().Name, "user-removed", name, Address(http));
        return TypedResults.NoContent();
    }

    private static Ok<IReadOnlyList<AuditEntry>> Audit(OfficeStore store) => TypedResults.Ok(store.Read(tables => tables.Accounts.Audit(AuditMax)));

    private static LinkView Link(Accounts accounts, string name, TimeProvider time) => new(PathOf(accounts.Invite(name)), time.GetUtcNow() + Accounts.LinkLasts);

    private static JsonHttpResult<Problem> NoSuchUser() => OfficeApi.Fault(StatusCodes.Status404NotFound, "no such account; /api/users names those that are");

    internal static string? Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
