namespace StationKiosk.Protocol;

/// <summary>What a topic below <c>stations/{stationId}/</c> carries.</summary>
public enum StationTopic
{
    /// <summary>Retained: the kiosk is there, or its will says it is not.</summary>
    State,

    /// <summary>Retained: the whole station's zones as of now.</summary>
    Occupancy,

    /// <summary>Retained: the truths about the device.</summary>
    Health,

    /// <summary>Batches of journal events.</summary>
    Events,

    /// <summary>Retained, from the office: what it has durably stored.</summary>
    Receipt,
}

/// <summary>The network's topics; every one is built and read here and nowhere else.</summary>
public static class Topics
{
    /// <summary>Retained list of issuer keys, from the office.</summary>
    public const string Keys = "network/keys";

    /// <summary>Retained list of revoked badges and pseudonyms, from the office.</summary>
    public const string Revocations = "network/revocations";

    /// <summary>Retained list of revoked cards, from the office.</summary>
    public const string Cards = "network/cards";

    /// <summary>Retained rules for every kiosk, from the office.</summary>
    public const string Policy = "network/policy";

    /// <summary>Filter for all four <c>network/…</c> lists.</summary>
    public const string NetworkFilter = "network/+";

    /// <summary>The topic of one station, such as <c>stations/west-gate/events</c>.</summary>
    public static string Of(StationId station, StationTopic topic) => $"stations/{station}/{Name(topic)}";

    /// <summary>The filter that matches this topic of every station.</summary>
    public static string FilterOfAll(StationTopic topic) => $"stations/+/{Name(topic)}";

    /// <summary>The filter a station's own commands arrive under.</summary>
    public static string CommandFilter(StationId station) => $"stations/{station}/commands/+";

    /// <summary>What a station's own commands begin with, up to the name.</summary>
    public static string CommandRoot(StationId station) => $"stations/{station}/commands/";

    /// <summary>The topic of a command to one station.</summary>
    public static string Command(StationId station, string name) => CommandRoot(station) + name;

    /// <summary>The topic on which a station answers a command.</summary>
    public static string Response(StationId station, string name) => $"stations/{station}/responses/{name}";

    /// <summary>The filter of every station's answers to commands.</summary>
    public const string ResponseFilter = "stations/+/responses/+";

    /// <summary>Reads <c>stations/{id}/{name}</c>; false for every other topic.</summary>
    public static bool TryParse(string topic, out StationId station, out StationTopic kind)
    {
        station = default;
        kind = default;
        string[] levels = topic.Split('/');
        return levels is ["stations", var id, var name]
            && StationId.TryParse(id, out station)
            && TryKind(name, out kind);
    }

    private static string Name(StationTopic topic) => topic switch
    {
        StationTopic.State => "state",
        StationTopic.Occupancy => "occupancy",
        StationTopic.Health => "health",
        StationTopic.Events => "events",
        StationTopic.Receipt => "receipt",
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, message: null),
    };

    private static bool TryKind(string name, out StationTopic kind)
    {
        foreach (var each in Enum.GetValues<StationTopic>())
        {
            if (Name(each) != name)
            {
                continue;
            }

            kind = each;
            return true;
        }

        kind = default;
        return false;
    }
}
