using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Storage;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Storage;

public sealed class StoreCopiesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Samples.Now);
    private readonly OfficeStore _store;

    public StoreCopiesTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_copy_is_made_every_day_and_the_newest_stay_and_nothing_else_goes()
    {
        var copies = Copies(kept: 2);
        File.WriteAllText(Path.Combine(Folder, "office-by-hand.db"), "kept");
        for (int day = 1; day <= 4; day++)
        {
            _store.Take(Samples.Incoming("west-gate", Samples.Visits(day, day)));
            Assert.Equal(Of(_time.GetUtcNow()), copies.MakeIfDue());
            Assert.Null(copies.MakeIfDue());
            _time.Advance(TimeSpan.FromDays(1));
        }

        var last = _time.GetUtcNow().AddDays(-1);
        Assert.Equal([Of(last.AddDays(-1)), Of(last), Path.Combine(Folder, "office-by-hand.db")], Directory.GetFiles(Folder).Order(StringComparer.Ordinal));
        Assert.NotNull(copies.NewestAt);
        Assert.Equal(4, VisitsIn(Of(last)));
    }

    [Fact]
    public async Task A_folder_that_is_away_is_tried_again_until_it_is_there()
    {
        var copies = Copies(kept: 2);
        Directory.Delete(Folder);
        Assert.Null(copies.NewestAt);
        Assert.ThrowsAny<Exception>(copies.MakeIfDue);
        using var loop = new CopyLoop(copies, new LoopRounds(_time), _time, NullLogger<CopyLoop>.Instance);
        await loop.StartAsync(default);
        Directory.CreateDirectory(Folder);
        await Eventually.IsTrue(() =>
        {
            _time.Advance(CopyLoop.LookEvery);
            return copies.NewestAt is not null;
        });
        await loop.StopAsync(default);
    }

    [Fact]
    public void What_a_copy_that_was_cut_short_has_left_goes_after_a_day_and_one_that_is_being_made_stays()
    {
        var copies = Copies(kept: 2);
        string old = Of(_time.GetUtcNow().AddDays(-2)) + ".1.part", young = Of(_time.GetUtcNow()) + ".2.part";
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, _time.GetUtcNow().AddDays(-2).UtcDateTime);
        File.SetLastWriteTimeUtc(young, _time.GetUtcNow().UtcDateTime);
        Assert.NotNull(copies.MakeIfDue());
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public void Without_a_folder_none_is_made()
    {
        var copies = new StoreCopies(_store, new StoreOptions(_folder["office.db"]), _time);
        Assert.Null(copies.MakeIfDue());
        Assert.Null(copies.NewestAt);
    }

    private string Folder => _folder["copies"];

    private string Of(DateTimeOffset day) => Path.Combine(Folder, $"office-{day:yyyy-MM-dd}.db");

    private StoreCopies Copies(int kept)
    {
        Directory.CreateDirectory(Folder);
        return new StoreCopies(_store, new StoreOptions(_folder["office.db"]) { CopyFolder = Folder, CopiesKept = kept }, _time);
    }

    private static long VisitsIn(string copy)
    {
        using var connection = new SqliteConnection($"Data Source={copy};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM visit";
        return (long)count.ExecuteScalar()!;
    }
}
