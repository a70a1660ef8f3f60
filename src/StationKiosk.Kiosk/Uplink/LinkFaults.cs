using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using StationKiosk.Hosting.Tls;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>Pure: says in a sentence why a connection could not be made, and what that mostly means in the field.</summary>
public static class LinkFaults
{
    /// <summary>The sentence.</summary>
    /// <param name="way">Where to.</param>
    /// <param name="identity">How it was to be secured; null for not at all.</param>
    /// <param name="certificateFault">What was wrong with the broker's certificate; null where nothing was, or none was shown.</param>
    /// <param name="exception">What was thrown.</param>
    public static string OfConnect(BrokerWay way, TlsIdentity? identity, string? certificateFault, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(way);
        var causes = Causes(exception).ToList();
        return certificateFault is not null ? $"{way}: {certificateFault}"
            : causes.OfType<SocketException>().FirstOrDefault() is { } socket ? OfSocket(way, identity, socket)
            : causes.OfType<WebSocketException>().FirstOrDefault() is { } refused
                ? $"{way} answers, but not as a broker ({refused.Message}): the network may want a login first, or the address is wrong"
            : exception is OperationCanceledException ? $"{way} does not answer: there is no network, or it blocks port {way.Port}"
            : causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls ? $"{way}: TLS failed: {Innermost(tls).Message}{Ours(identity)}"
            : $"{way}: the connection was closed at once{(identity is null ? ": it may want TLS (Broker:Tls:Enabled)" : Ours(identity))}";
    }

    private static string OfSocket(BrokerWay way, TlsIdentity? identity, SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"{way} refuses connections: the broker does not run, or the network blocks port {way.Port}",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"the name {way.Host} is not known: there is no network, or Broker:Host is wrong",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => $"there is no network to {way}",
        SocketError.TimedOut => $"{way} does not answer: there is no network, or it blocks port {way.Port}",
        SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected or SocketError.ConnectionAborted => $"{way}: the connection was cut at once{(identity is null ? ": it may want TLS (Broker:Tls:Enabled)" : Ours(identity))}",
        _ => $"{way}: {socket.Message}",
    };

    /// <summary>With TLS 1.3 a broker refuses our certificate only after the handshake, by closing.</summary>
    private static string Ours(TlsIdentity? identity) => identity switch
    {
        null => "",
        { Certificate: { } ours, Expires: { } ends } =>
            string.Create(CultureInfo.InvariantCulture, $": the broker may not accept our certificate ({ours.Subject}, ends {ends:yyyy-MM-dd})"),
        _ => ": the broker may want a client certificate (Broker:Tls:CertificateFile)",
    };

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    private static Exception Innermost(Exception exception) => Causes(exception).Last();
}
