namespace StationKiosk.Office.Trust;

/// <summary>
/// The broker's configuration and access list (mosquitto.conf(5)). The access list is what <see cref="Broker.StationAcl"/> is to the embedded
/// broker. What mosquitto 2.0 cannot be told by configuration, its gate plugin refuses: MQTT below 5, and subscriptions that the list would
/// grant and then not serve (provisioning/mosquitto/station_gate.c).
/// </summary>
public static class MosquittoFiles
{
    /// <summary>Bytes of the largest packet: a full batch of 262,144 bytes with its topic and properties.</summary>
    public const int PacketBytesMax = 300_000;

    /// <summary>Messages that wait for one client. Beyond it mosquitto drops; nothing is lost, for kiosks keep what has no receipt.</summary>
    public const int QueuedMessagesMax = 20_000;

    /// <summary>The configuration.</summary>
    /// <param name="folder">Where its certificates lie.</param>
    /// <param name="port">The TLS port.</param>
    /// <param name="plugin">The gate plugin.</param>
    public static string Configuration(string folder, int port, string plugin) => $"""
        # Written by station-office trust init. Stations and the office connect here, with a certificate of this network and MQTT 5 or not at all.
        per_listener_settings false
        listener {port}
        cafile {folder}/ca.crt.pem
        certfile {folder}/broker.crt.pem
        keyfile {folder}/broker.key.pem
        crlfile {folder}/crl.pem
        tls_version tlsv1.2
        require_certificate true
        # A client is who its certificate says: the common name is the user name, and takes the place of whatever client id it gave itself.
        use_identity_as_username true
        use_username_as_clientid true
        allow_anonymous false
        acl_file {folder}/acl
        plugin {plugin}
        max_packet_size {PacketBytesMax}
        message_size_limit {PacketBytesMax}
        max_inflight_messages 100
        max_queued_messages {QueuedMessagesMax}
        max_keepalive 600
        set_tcp_nodelay true
        # Nothing on disk: retained messages are published again by whoever said them, and events wait in the kiosks until they have a receipt.
        persistence false
        log_dest stdout
        log_type error
        log_type warning
        log_type notice

        """;

    /// <summary>The access list: a station speaks below its own root and hears what is meant for it; the office hears all and speaks for itself.</summary>
    public static string AccessList() => $"""
        # Written by station-office trust init.
        user {TrustFolder.OfficeName}
        topic read stations/#
        topic write stations/+/receipt
        topic write stations/+/commands/#
        topic readwrite network/#

        pattern write stations/%u/state
        pattern write stations/%u/occupancy
        pattern write stations/%u/health
        pattern write stations/%u/events
        pattern write stations/%u/responses/#
        pattern read stations/%u/receipt
        pattern read stations/%u/state
        pattern read stations/%u/commands/#
        pattern read network/#

        """;
}
