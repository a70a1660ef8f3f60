using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using StationKiosk.Hosting.Tls;
using StationKiosk.Office.Broker;

namespace StationKiosk.Office.Intake;

/// <summary>How the office's link goes to its broker, in the client library's terms.</summary>
internal static class OfficeLinkOptions
{
    /// <param name="broker">Where it is.</param>
    /// <param name="account">As whom.</param>
    /// <param name="identity">The office's certificate; null for no TLS.</param>
    /// <param name="check">Judges the broker's certificate; null for no TLS.</param>
    public static MqttClientOptions Of(BrokerOptions broker, OfficeAccount account, TlsIdentity? identity, ServerCheck? check) => new()
    {
        ClientId = account.ClientId,
        Credentials = account.User is null ? null : new MqttClientCredentials(account.User, Encoding.UTF8.GetBytes(account.Password ?? "")),
        ChannelOptions = new MqttClientTcpOptions
        {
            RemoteEndpoint = new DnsEndPoint(broker.Host, broker.Port), NoDelay = true, BufferSize = OfficeLink.SocketBuffer, TlsOptions = Tls(identity, check),
        },
        ProtocolVersion = MqttProtocolVersion.V500,
        CleanSession = true,
        ReceiveMaximum = OfficeLink.UnacknowledgedMax,
        KeepAlivePeriod = TimeSpan.FromSeconds(60),
        Timeout = OfficeLink.AnswerTimeout,
    };

    private static MqttClientTlsOptions Tls(TlsIdentity? identity, ServerCheck? check) => identity is null ? new() : new()
    {
        UseTls = true,
        AllowRenegotiation = false,
        RevocationMode = X509RevocationMode.NoCheck,
        CertificateValidationHandler = e => check!.Accepts(e.Certificate, e.Chain, e.SslPolicyErrors),
        ClientCertificatesProvider = identity.Certificate is { } certificate ? new DefaultMqttCertificatesProvider([certificate]) : null,
    };
}
