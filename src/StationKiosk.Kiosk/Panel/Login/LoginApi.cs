namespace StationKiosk.Kiosk.Panel.Login;

/// <summary><c>GET</c>, <c>POST</c> and <c>DELETE /api/login</c>: who asks, log in, log out.</summary>
public static class LoginApi
{
    /// <summary>Maps them.</summary>
    public static void MapLogin(this IEndpointRouteBuilder routes, PanelGuard guard, ManagerLogin login)
    {
        ArgumentNullException.ThrowIfNull(guard);
        ArgumentNullException.ThrowIfNull(login);
        routes.MapGet("/api/login", (HttpContext http) => Answer(http, guard.Who(http)));
        routes.MapPost("/api/login", (HttpContext http, LoginBody body) => PanelGuard.IsOwn(http) ? Enter(http, body.Code, guard, login) : PanelApi.Forbidden());
        routes.MapDelete("/api/login", (HttpContext http) => PanelGuard.IsOwn(http) ? Leave(http, guard, login) : PanelApi.Forbidden());
    }

    private static IResult Enter(HttpContext http, string code, PanelGuard guard, ManagerLogin login)
    {
        var outcome = login.Enter(code, out string token);
        if (outcome != LoginOutcome.Done)
        {
            return Answer(http, guard.Who(http), outcome == LoginOutcome.Locked ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized);
        }

        // Not Secure: the page is served by HTTP, see docs/decisions/http-on-the-stations-network.md.
        http.Response.Cookies.Append(PanelGuard.Cookie, token, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = ManagerLogin.SessionFor, IsEssential = true,
        });
        return Answer(http, guard.Who(http) with { MayChange = true });
    }

    private static IResult Leave(HttpContext http, PanelGuard guard, ManagerLogin login)
    {
        login.Leave(http.Request.Cookies[PanelGuard.Cookie]);
        http.Response.Cookies.Delete(PanelGuard.Cookie);
        return Answer(http, guard.Who(http));
    }

    private static IResult Answer(HttpContext http, WhoBody who, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(who, PanelJson.Default.WhoBody, statusCode: status);
    }
}
