using Microsoft.Data.Sqlite;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Storage;

public sealed class OfficeStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_there_after_the_store_is_opened_again()
    {
        var station = new RegisteredStation(
            "west-gate", "West Gate", [new RegisteredZone("hall", Service.Rest, 20), new RegisteredZone("aid", Service.FirstAid, null)], 31.2, 121.5, Samples.Now, null);
        using (var store = OfficeStore.Open(_folder["office.db"]))
        {
            store.Write(tables => tables.Stations.Put(station));
            store.Take(Samples.Incoming("west-gate", Samples.Visits(1, 4)));
        }

        using var again = OfficeStore.Open(_folder["office.db"]);
        var found = Assert.Single(again.Read(tables => tables.Stations.All()));
        Assert.Equal(station.Zones, found.Zones);
        Assert.Equal(station, found with { Zones = station.Zones });
        Assert.Equal(4, again.Read(tables => tables.Visits.Of("west-gate")).Count);
        Assert.Equal("1-4", again.Read(tables => tables.Epochs.All()).Single().Held.ToString());
    }

    [Fact]
    public void Every_commit_is_flushed_to_disk()
    {
        using var store = OfficeStore.Open(_folder["office.db"]);
        store.Take(Samples.Incoming("west-gate", Samples.Visits(1, 4)));
        Assert.True(File.Exists(_folder["office.db-wal"]));
        Assert.Equal(2, store.Write(tables => tables.SynchronousLevel));
    }

    [Fact]
    public void A_store_of_a_newer_program_is_refused_with_the_remedy()
    {
        using (var store = OfficeStore.Open(_folder["office.db"]))
        {
            store.CopyTo(_folder["newer.db"]);
        }

        using (var connection = new SqliteConnection($"Data Source={_folder["newer.db"]};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("99", Assert.Throws<StoreUnavailableException>(() => OfficeStore.Open(_folder["newer.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_store_is_refused_in_one_line()
    {
        File.WriteAllText(_folder["office.db"], new string('x', 5000));
        string message = Assert.Throws<StoreUnavailableException>(() => OfficeStore.Open(_folder["office.db"])).Message;
        Assert.Contains(_folder["office.db"], message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Readers_never_wait_for_a_writer_and_see_only_what_is_committed()
    {
        using var store = OfficeStore.Open(_folder["office.db"]);
        store.Write(tables =>
        {
            tables.Revocations.Add(new Revocation(Revocable.Badge, "0123456789abcdef", Samples.Now));
            Assert.Empty(Task.Run(() => store.Read(reading => reading.Revocations.All())).GetAwaiter().GetResult());
            return true;
        });
        Assert.Single(store.Read(tables => tables.Revocations.All()));
    }
}
