using StationKiosk.Protocol;

namespace StationKiosk.Office.Broker;

/// <summary>What a station may do at the broker (pure): speak for itself, hear what is meant for it, and nothing else.</summary>
public static class StationAcl
{
    /// <summary>Whether a station may publish to a topic: anything below its own root but receipts and commands, which are the office's.</summary>
    public static bool MayPublish(StationId station, string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        string root = $"stations/{station}/";
        return topic.StartsWith(root, StringComparison.Ordinal)
            && topic[root.Length..] is { Length: > 0 } name
            && name != "receipt"
            && name != "commands" && !name.StartsWith("commands/", StringComparison.Ordinal);
    }

    /// <summary>Whether a station may subscribe with a filter: its own receipt, commands and state, and the network's lists.</summary>
    public static bool MaySubscribe(StationId station, string filter) =>
        filter == Topics.Of(station, StationTopic.Receipt)
        || filter == Topics.CommandFilter(station)
        || filter == Topics.Of(station, StationTopic.State)
        || filter is Topics.NetworkFilter or Topics.Keys or Topics.Revocations or Topics.Cards or Topics.Policy;
}
