using System.Text.Json.Serialization;

namespace StationKiosk.Protocol.Trust;

/// <summary>A device asks to become the station that the code names (<c>POST /enrol</c>).</summary>
/// <param name="Secret">The code's secret, base64.</param>
/// <param name="Request">A PKCS#10 certificate request in PEM for a P-256 key; only its public key is used.</param>
public sealed record EnrolmentRequest(string Secret, string Request);

/// <summary>A station asks for its next certificate (<c>POST /renew</c>), over TLS with the one it has.</summary>
/// <param name="Request">A PKCS#10 certificate request in PEM for a new P-256 key.</param>
public sealed record RenewalRequest(string Request);

/// <summary>The office's answer to both.</summary>
/// <param name="Station">The station's id; also the certificate's common name.</param>
/// <param name="Certificate">The certificate, PEM.</param>
/// <param name="BrokerHost">Where the broker is.</param>
/// <param name="BrokerPort">Its TLS port.</param>
public sealed record StationCertificate(string Station, string Certificate, string BrokerHost, int BrokerPort);

/// <summary>The release that the office has for the station that asks (<c>GET /update</c>).</summary>
/// <param name="Version">Its version.</param>
public sealed record UpdateOffer(string Version);

/// <summary>Why the office did not (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">In one line, with the remedy.</param>
public sealed record EnrolmentProblem(int Status, string Title);

/// <summary>The JSON of enrolment, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false, MaxDepth = 4)]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(RenewalRequest))]
[JsonSerializable(typeof(StationCertificate))]
[JsonSerializable(typeof(UpdateOffer))]
[JsonSerializable(typeof(EnrolmentProblem))]
public sealed partial class EnrolmentJson : JsonSerializerContext;
