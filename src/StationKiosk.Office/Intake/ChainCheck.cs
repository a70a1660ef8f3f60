using System.Text.Json;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>Whether a batch is chained to the events that are held on either side of it.</summary>
internal static class ChainCheck
{
    /// <summary>False where a neighbour that is held has another link. A batch that has no chain, or holds something unread, cannot be told of.</summary>
    public static bool Joins(EventTable events, StoredEpoch epoch, ReadBatch batch)
    {
        if (batch.Chain.After is not { } after || batch.Bad.Count > 0 || batch.Good.Count == 0)
        {
            return true;
        }

        var (first, last) = (batch.Good[0].Entry, batch.Good[^1]);
        byte[]? before = first.Seq == 1 ? Chain.Start(epoch.Id) : events.Link(epoch.Key, first.Seq - 1);
        return (before is null || before.AsSpan().SequenceEqual(after)) && LeadsOn(events, epoch, last);
    }

    private static bool LeadsOn(EventTable events, StoredEpoch epoch, GoodEvent last)
    {
        long next = last.Entry.Seq + 1;
        if (events.Link(epoch.Key, next) is not { } held || events.Body(epoch.Key, next) is not { } body)
        {
            return true;
        }

        using var json = JsonDocument.Parse(body);
        return Chain.Next(last.Link, BatchChain.DigestOf(json.RootElement, body)).AsSpan().SequenceEqual(held);
    }
}
