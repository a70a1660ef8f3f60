using Microsoft.Data.Sqlite;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Storage.Pages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Storage.Pages;

public sealed class PagesOfTheStoreTests : IDisposable
{
    private const int Visits = 500;

    private readonly TempFolder _folder = new();

    private string Store => _folder["office.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_flipped_bit_anywhere_in_the_store_is_mended_when_its_page_is_read_and_then_on_the_disk()
    {
        byte[] whole = Written();
        var random = new Random(1);
        for (long offset = 0; offset < whole.Length; offset += PageStamp.PageBytes)
        {
            byte[] damaged = [.. whole];
            damaged[offset + random.Next(PageStamp.PageBytes)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Store, damaged);
            using (var store = OfficeStore.Open(Store))
            {
                long before = store.Faults.Mended;
                Assert.Equal(Visits, store.Read(tables => tables.Visits.Of("west-gate")).Count);
                Assert.Equal($"1-{Visits}", store.Read(tables => tables.Epochs.All()).Single().Held.ToString());
                store.Verify(1, int.MaxValue);
                Assert.True(store.Faults.Mended >= before);
                Assert.Empty(store.Faults.Damaged);
            }

            Assert.Equal(whole.AsSpan(PageStamp.PageBytes), File.ReadAllBytes(Store).AsSpan(PageStamp.PageBytes));
        }
    }

    [Fact]
    public void A_flipped_bit_is_reported_whatever_path_the_store_was_opened_by()
    {
        byte[] whole = Written();
        whole[^100] ^= 1;
        File.WriteAllBytes(Store, whole);
        File.CreateSymbolicLink(_folder["link.db"], Store);
        using var store = OfficeStore.Open(_folder["link.db"]);
        long before = store.Faults.Mended;
        store.Verify(1, int.MaxValue);
        Assert.Equal(before + 1, store.Faults.Mended);
    }

    [Fact]
    public void A_page_with_more_than_one_flipped_bit_is_never_read_is_named_and_the_remedy_with_it()
    {
        byte[] whole = Written();
        int last = (whole.Length / PageStamp.PageBytes) - 1;
        whole[(last * PageStamp.PageBytes) + 1000] ^= 1;
        whole[(last * PageStamp.PageBytes) + 2000] ^= 1;
        File.WriteAllBytes(Store, whole);
        using var store = OfficeStore.Open(Store);
        Assert.Equal(last + 1, store.Verify(1, int.MaxValue));
        Assert.Equal([last + 1], store.Faults.Damaged);
        string message = Assert.Throws<StoreUnavailableException>(() => store.CopyTo(_folder["copy.db"])).Message;
        Assert.Contains($"page {last + 1} is damaged", message, StringComparison.Ordinal);
        Assert.Contains("restore", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_does_not_stamp_pages_takes_the_store_for_no_database_and_leaves_it_as_it_is()
    {
        byte[] whole = Written();
        using (var connection = new SqliteConnection($"Data Source={Store};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM visit";
            Assert.Contains("not a database", Assert.Throws<SqliteException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
        }

        Assert.Equal(whole, File.ReadAllBytes(Store));
    }

    [Fact]
    public void A_copy_is_a_plain_database_and_put_in_the_stores_place_it_is_taken_in_whole()
    {
        Written();
        using (var store = OfficeStore.Open(Store))
        {
            store.CopyTo(_folder["copy.db"]);
        }

        File.Delete(Store);
        using (var connection = new SqliteConnection($"Data Source={_folder["copy.db"]};Mode=ReadOnly;Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM visit";
            Assert.Equal((long)Visits, command.ExecuteScalar());
        }

        File.Move(_folder["copy.db"], Store);
        using var again = OfficeStore.Open(Store);
        Assert.Equal(Visits, again.Read(tables => tables.Visits.Of("west-gate")).Count);
        Assert.False(File.Exists(Store + ".part"));
        again.Verify(1, int.MaxValue);
        Assert.Empty(again.Faults.Damaged);
    }

    [Fact]
    public void A_store_that_was_not_taken_in_to_the_end_is_taken_in_at_the_next_start()
    {
        Written();
        using (var store = OfficeStore.Open(Store))
        {
            store.CopyTo(_folder["plain.db"]);
        }

        File.WriteAllText(_folder["plain.db.part"], "half");
        using var again = OfficeStore.Open(_folder["plain.db"]);
        Assert.Equal(Visits, again.Read(tables => tables.Visits.Of("west-gate")).Count);
    }

    [Fact]
    public void A_path_may_hold_any_character()
    {
        string path = _folder["50% 'of' #1?.db"];
        using (var store = OfficeStore.Open(path))
        {
            store.Take(Samples.Incoming("west-gate", Samples.Visits(1, 4)));
            store.CopyTo(_folder["a 'copy' #2?.db"]);
        }

        Assert.True(File.Exists(path));
        using var copy = OfficeStore.Open(_folder["a 'copy' #2?.db"]);
        Assert.Equal(4, copy.Read(tables => tables.Visits.Of("west-gate")).Count);
    }

    /// <summary>A store in one file, without a log.</summary>
    private byte[] Written()
    {
        using (var store = OfficeStore.Open(Store))
        {
            store.Take(Samples.Incoming("west-gate", Samples.Visits(1, Visits)));
        }

        return File.ReadAllBytes(Store);
    }
}
