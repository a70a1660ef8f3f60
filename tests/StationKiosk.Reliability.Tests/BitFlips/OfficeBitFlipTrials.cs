using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using StationKiosk.Office.Storage;
using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.BitFlips;

/// <summary>
/// One random bit of the office's store flips, then two of one page. Bar: each is noticed when the store is read through, as the office does at its start and every day; after one
/// flipped bit every row is as it was, after two nothing is read that is not.
/// </summary>
public sealed class OfficeBitFlipTrials(ITestOutputHelper output)
{
    private const int Ci = 50, Full = 500, Workers = 150;

    private const int PageBytes = 4096;

    [SkippableFact]
    public Task A_bit_that_flips_in_the_offices_store_is_noticed_and_flipped_back() => TryAsync("bit flip office", (bytes, random) =>
    {
        Flip(bytes, random.Next(bytes.Length * 8));
        return true;
    });

    [SkippableFact]
    public Task Two_bits_that_flip_in_one_page_of_the_offices_store_are_noticed_and_nothing_of_the_page_is_read() => TryAsync("two bits flip office", (bytes, random) =>
    {
        int page = random.Next(bytes.Length / PageBytes) * PageBytes * 8, one = random.Next(PageBytes * 8), other = random.Next(PageBytes * 8);
        Flip(bytes, page + one);
        Flip(bytes, page + (one == other ? (other + 1) % (PageBytes * 8) : other));
        return false;
    });

    private async Task TryAsync(string name, Func<byte[], Random, bool> damageMendable)
    {
        var trial = new Trial(output, name, Ci, Full);
        await using var site = await Site.CreateAsync(new SitePlan());
        await site.ServeAsync(Workers);
        await site.Network.UntilEverythingHasAReceiptAsync();
        await site.StopKioskAsync();
        Assert.Equal(0, await site.Network.Office!.StopAsync());
        Assert.False(File.Exists($"{site.Network.OfficeStore}-wal"), "a stopped office leaves one file");
        byte[] whole = await File.ReadAllBytesAsync(site.Network.OfficeStore);
        using var folder = new TempFolder(Memory.Folder);
        string truth = LookAt(whole, folder).Rows!;
        Assert.True(truth.Split('\n').Length > Workers, "the store holds hardly a row");

        int unnoticed = 0, changed = 0, unread = 0;
        while (trial.Caused < trial.Faults)
        {
            byte[] damaged = [.. whole];
            bool isMendable = damageMendable(damaged, trial.Random);
            trial.Cause();
            var (rows, isNoticed) = LookAt(damaged, folder);
            unnoticed += isNoticed ? 0 : 1;
            changed += rows is not null && rows != truth ? 1 : 0;
            unread += rows is null ? 1 : 0;
            Assert.False(isMendable && rows is null, "one flipped bit was not flipped back");
        }

        trial.Say($"{whole.Length / PageBytes} pages: {unnoticed} unnoticed, {changed} with other rows than before, {unread} of which nothing damaged was read");
        Assert.Equal((0, 0), (unnoticed, changed));
        trial.AssertCaused();
    }

    private static void Flip(byte[] bytes, int bit) => bytes[bit / 8] ^= (byte)(1 << (bit % 8));

    /// <summary>Every row of every table, and whether the office knows that something was wrong; null for the rows where it refuses to read them.</summary>
    private static (string? Rows, bool IsNoticed) LookAt(byte[] bytes, TempFolder folder)
    {
        string name = Guid.NewGuid().ToString("N"), store = folder[name], copy = folder[$"{name}.copy"];
        File.WriteAllBytes(store, bytes);
        try
        {
            using var office = OfficeStore.Open(store);
            office.Verify(1, int.MaxValue);
            bool isNoticed = office.Faults.Mended > 0 || office.Faults.Damaged.Count > 0;
            office.CopyTo(copy);
            return (Network.ReadCopy(copy, Rows), isNoticed);
        }
        catch (StoreUnavailableException)
        {
            return (null, true);
        }
        finally
        {
            File.Delete(store);
            File.Delete(copy);
        }
    }

    private static string Rows(SqliteConnection copy)
    {
        var text = new StringBuilder();
        foreach (string table in Column(copy, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
        {
            using var select = copy.CreateCommand();
            select.CommandText = $"SELECT * FROM {table}";
            using var row = select.ExecuteReader();
            while (row.Read())
            {
                object[] values = new object[row.FieldCount];
                row.GetValues(values);
                text.Append(table).AppendJoin('|', values.Select(value => value is byte[] blob ? Convert.ToHexString(blob) : Convert.ToString(value, CultureInfo.InvariantCulture))).Append('\n');
            }
        }

        return text.ToString();
    }

    private static List<string> Column(SqliteConnection copy, string sql)
    {
        using var select = copy.CreateCommand();
        select.CommandText = sql;
        using var row = select.ExecuteReader();
        var values = new List<string>();
        while (row.Read())
        {
            values.Add(row.GetString(0));
        }

        return values;
    }
}
