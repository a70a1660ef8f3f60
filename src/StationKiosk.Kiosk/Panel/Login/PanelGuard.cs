using System.Net;

namespace StationKiosk.Kiosk.Panel.Login;

/// <summary>
/// Decides who may do more than look: whoever sits at the kiosk, and whoever is logged in. A change also has to come from our own page: it carries
/// <see cref="OwnHeader"/>, which a page of another origin cannot send without being asked for (CORS, and nobody is answered there).
/// </summary>
public sealed class PanelGuard(ManagerLogin login)
{
    /// <summary>On every request that changes something.</summary>
    public const string OwnHeader = "X-Station-Kiosk";

    /// <summary>The session's cookie.</summary>
    public const string Cookie = "station-kiosk";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// Whether a request comes from the machine itself, and by its own name: a foreign name that resolves to it (DNS rebinding) does not count, nor
    /// does what a proxy on the machine passes on.
    /// </summary>
    public static bool IsLocal(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded")
            && LoopbackNames.Contains(http.Request.Host.Host, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether this request may see visits one by one and take them away.</summary>
    public bool MayTake(HttpContext http) => IsLocal(http) || login.Knows(http.Request.Cookies[Cookie]);

    /// <summary>Whether this request may change something.</summary>
    public bool MayChange(HttpContext http) => MayTake(http) && IsOwn(http);

    /// <summary>Whether our own page sent it.</summary>
    public static bool IsOwn(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Request.Headers[OwnHeader] == "1" && http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin";
    }

    /// <summary>Who asks.</summary>
    public WhoBody Who(HttpContext http) => new(MayTake(http), !IsLocal(http), login.HasCode, login.TriesLeft, login.LockedUntil);
}
