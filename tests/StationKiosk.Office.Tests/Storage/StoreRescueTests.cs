using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Storage.Pages;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Storage;

public sealed class StoreRescueTests : IDisposable
{
    private const int Stations = 3, Visits = 150;

    private static readonly BadgeCheck Badges = new(() => []);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whichever_page_is_damaged_what_is_rescued_is_as_it_was_and_after_the_kiosks_have_sent_again_what_is_asked_for_nothing_is_missing()
    {
        byte[] whole = Written();
        int asked = 0;
        for (int page = 1; page < whole.Length / PageStamp.PageBytes; page++)
        {
            string damaged = _folder[$"{page}.db"], rescued = _folder[$"{page}.rescued.db"];
            File.WriteAllBytes(damaged, Damaged(whole, page));
            if (Rescue(damaged, rescued) is not { } tables)
            {
                continue;
            }

            using var store = OfficeStore.Open(rescued);
            Assert.All(VisitsOf(store), visit => Assert.Equal(Expected(visit), visit));
            asked += SendAgain(store);
            Assert.Equal(Stations * Visits, VisitsOf(store).Count);
            Assert.All(store.Read(tables => tables.Epochs.All()), epoch => Assert.Equal($"1-{Visits}", epoch.Held.ToString()));
            Assert.Equal(Stations * Visits, store.Read(tables => tables.Events.Count()));
            Assert.NotEmpty(tables);
        }

        Assert.True(asked > 0, "no page held an event");
    }

    [Fact]
    public void A_whole_store_is_rescued_whole()
    {
        Written();
        var tables = Rescue(_folder["office.db"], _folder["rescued.db"])!;
        Assert.All(tables, table => Assert.True(table.IsWhole, table.Name));
        using var store = OfficeStore.Open(_folder["rescued.db"]);
        Assert.Equal(Stations * Visits, VisitsOf(store).Count);
        Assert.Equal(0, SendAgain(store));
        Assert.Equal(Stations, store.Read(tables => tables.Stations.All()).Count);
    }

    private static IReadOnlyList<RescuedTable>? Rescue(string damaged, string rescued)
    {
        try
        {
            return StoreRescue.Run(damaged, rescued, Badges, Samples.Now);
        }
        catch (StoreUnavailableException e) when (e.Message.Contains("Restore the last copy", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>What a kiosk does that is told what is held: it sends all that is not. Says how many events that were.</summary>
    private static int SendAgain(OfficeStore store)
    {
        int sent = 0;
        for (int station = 1; station <= Stations; station++)
        {
            var held = store.Read(tables => tables.Epochs.All()).FirstOrDefault(epoch => epoch.Station == Name(station))?.Held ?? new SeqCoverage();
            JournalEvent[] missing = [.. Enumerable.Range(1, Visits).Where(seq => !held.Holds(seq)).Select(seq => Samples.Visit(seq))];
            sent += missing.Length;
            if (missing.Length > 0)
            {
                store.Take(Samples.Incoming(Name(station), new EventBatch(Samples.Epoch, missing)));
            }
        }

        return sent;
    }

    private static List<(string Station, DateTimeOffset Time, string? Sub, bool Counted)> VisitsOf(OfficeStore store) => [.. store.Read(tables => Enumerable
        .Range(1, Stations).SelectMany(station => tables.Visits.Of(Name(station))).Select(visit => (visit.Station, visit.Time, visit.Data.Sub, visit.Counted)).ToList())];

    private static (string Station, DateTimeOffset Time, string? Sub, bool Counted) Expected((string Station, DateTimeOffset Time, string? Sub, bool Counted) visit)
    {
        long seq = (long)(visit.Time - Samples.Now).TotalSeconds;
        Assert.InRange(seq, 1, Visits);
        return (visit.Station, Samples.Now.AddSeconds(seq), "ABCDEFGH", true);
    }

    private static string Name(int station) => $"station-{station}";

    private static byte[] Damaged(byte[] whole, int page)
    {
        byte[] damaged = [.. whole];
        damaged[(page * PageStamp.PageBytes) + 100] ^= 1;
        damaged[(page * PageStamp.PageBytes) + 200] ^= 1;
        return damaged;
    }

    private byte[] Written()
    {
        using (var store = OfficeStore.Open(_folder["office.db"]))
        {
            for (int station = 1; station <= Stations; station++)
            {
                store.Write(tables => tables.Stations.Put(new RegisteredStation(Name(station), "x", [], null, null, Samples.Now, null)));
                store.Take(Samples.Incoming(Name(station), Samples.Visits(1, Visits)));
            }
        }

        return File.ReadAllBytes(_folder["office.db"]);
    }
}
