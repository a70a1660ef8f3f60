using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Receipts, made from what a transaction holds and published only after it is committed.</summary>
public static class Receipts
{
    /// <summary>The receipt of one epoch.</summary>
    public static Receipt Of(StoredEpoch epoch, StoreTables tables, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(tables);
        var (through, missing) = epoch.Held.Receipt();
        long contiguous = epoch.Held.Contiguous;
        var chain = tables.Events.Link(epoch.Key, contiguous) is { } link ? new ChainMark(contiguous, Chain.Text(link)) : null;
        return new Receipt(epoch.Id, through, missing, tables.Quarantine.Seqs(epoch.Key), now, chain);
    }

    /// <summary>The receipt of every station's current epoch: the one it named last.</summary>
    public static IReadOnlyDictionary<string, Receipt> Current(StoreTables tables, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return tables.Epochs.All()
            .GroupBy(epoch => epoch.Station, StringComparer.Ordinal)
            .ToDictionary(epochs => epochs.Key, epochs => Of(epochs.MaxBy(epoch => epoch.SeenAt)!, tables, now), StringComparer.Ordinal);
    }
}
