using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Users;

/// <summary>
/// Stands before every endpoint: whoever may not ask gets 401 or 403, and what says nothing of access is refused. Anything but a question
/// (GET, HEAD) has to come from a page of this office: the cookie is SameSite=Strict, and the browser's own Origin has to name this address.
/// </summary>
public sealed class Guard(RequestDelegate next, Accounts accounts)
{
    /// <summary>The session's cookie.</summary>
    public const string Cookie = "office-session";

    /// <summary>Lets a request pass, or answers it.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.GetEndpoint() is not { } endpoint)
        {
            return next(http);
        }

        var access = endpoint.Metadata.GetMetadata<AccessMark>()?.Access;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !IsOfThisPage(http.Request))
        {
            return Refuse(http, StatusCodes.Status403Forbidden, "only a page of this office may do this: its Origin header does not name this address");
        }

        if (access == Access.Open)
        {
            return next(http);
        }

        if (accounts.ViewerOf(http.Request.Cookies[Cookie]) is not { } viewer)
        {
            return Refuse(http, StatusCodes.Status401Unauthorized, "sign in first: POST /api/session, or the page /signin");
        }

        if (access is null || (access == Access.Office && viewer.Role != Role.Office))
        {
            return Refuse(http, StatusCodes.Status403Forbidden, "this is for the office only");
        }

        http.SetViewer(viewer);
        return next(http);
    }

    private static bool IsOfThisPage(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value;

    private static Task Refuse(HttpContext http, int status, string title)
    {
        http.Response.Headers.CacheControl = "no-store";
        return OfficeApi.Fault(status, title).ExecuteAsync(http);
    }
}
