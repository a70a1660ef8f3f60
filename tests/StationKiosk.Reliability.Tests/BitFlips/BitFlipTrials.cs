using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;
using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.BitFlips;

/// <summary>
/// One random bit of a journal's file flips, as bits on worn cards do. Flips that change no row are passed over and not counted. Bar: every change
/// is noticed, and nothing damaged is ever sent.
/// </summary>
public sealed class BitFlipTrials(ITestOutputHelper output)
{
    private const int Ci = 50, Full = 500, Workers = 150;

    /// <summary>Many bits lie in unused parts of a page or in indexes.</summary>
    private const int TriesForEach = 100;

    [SkippableFact]
    public async Task A_bit_that_flips_in_the_kiosks_journal_is_noticed_and_nothing_damaged_is_sent()
    {
        var trial = new Trial(output, "bit flip kiosk", Ci, Full);
        await using var site = await Site.CreateAsync(new SitePlan());
        await site.ServeAsync(Workers);
        await site.StopKioskAsync();
        using var folder = new TempFolder(Memory.Folder);
        byte[] whole = await File.ReadAllBytesAsync(InOneFile(Path.Combine(site.Network.KioskData, "journal.db")));
        string path = folder["journal.db"];
        string rows = await OnCopyAsync(whole, path, Rows);
        var truth = await OnCopyAsync(whole, path, Sent);

        Assert.True(truth.Count >= Workers, "the file holds hardly an event");

        int unnoticed = 0, wrong = 0, tries = 0;
        while (trial.Caused < trial.Faults)
        {
            Assert.True(tries++ < TriesForEach * trial.Faults, "hardly any bit of the file belongs to a row");
            int bit = trial.Random.Next(whole.Length * 8);
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (await OnCopyAsync(damaged, path, Rows) == rows)
            {
                continue;
            }

            trial.Cause();
            var sent = await OnCopyAsync(damaged, path, Sent);
            int strange = sent.Count(e => !e.IsReport && !truth.Contains(e));
            bool isNoticed = strange == 0 && (sent.Count(e => !e.IsReport) < truth.Count || sent.Any(e => e.IsReport));
            (unnoticed, wrong) = (unnoticed + (isNoticed ? 0 : 1), wrong + strange);
            if (!isNoticed)
            {
                trial.Say($"bit {bit} of {whole.Length * 8}: {strange} damaged events would be sent");
            }
        }

        trial.Say($"{tries} bits flipped one by one in {whole.Length} bytes, {trial.Caused} changed a row: {unnoticed} unnoticed, {wrong} damaged events would be sent");
        Assert.Equal((0, 0), (unnoticed, wrong));
        trial.AssertCaused();
    }

    /// <summary>What is still in the write-ahead log is written into the file.</summary>
    private static string InOneFile(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        checkpoint.ExecuteNonQuery();
        return path;
    }

    /// <summary>An event as it would be sent.</summary>
    private sealed record SentEvent(Guid Epoch, string Text, bool IsReport);

    /// <summary>What the kiosk's own code would send of a journal; nothing where it refuses the file.</summary>
    private static HashSet<SentEvent> Sent(string path)
    {
        try
        {
            using var journal = EventJournal.Open(path, new KioskClock(TimeProvider.System, Guid.NewGuid(), () => ClockQuality.Synced));
            return [.. journal.Read(1, journal.LastSeq).Select(e => new SentEvent(
                journal.Epoch,
                Encoding.UTF8.GetString(ProtocolJson.Bytes(e, ProtocolJson.Default.JournalEvent)),
                e.Type.StartsWith("journal.", StringComparison.Ordinal)))];
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException or IOException)
        {
            return [];
        }
    }

    /// <summary>Every row of the journal's tables as SQLite alone reads them; a sentence where it notices damage.</summary>
    private static string Rows(string path)
    {
        try
        {
            var text = new StringBuilder();
            using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
            connection.Open();
            foreach (string table in (string[])["journal", "event"])
            {
                using var select = connection.CreateCommand();
                select.CommandText = $"SELECT * FROM {table} ORDER BY 1";
                using var row = select.ExecuteReader();
                while (row.Read())
                {
                    for (int i = 0; i < row.FieldCount; i++)
                    {
                        text.Append(row.GetValue(i) is byte[] blob ? Convert.ToHexString(blob) : Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture)).Append('|');
                    }
                }
            }

            return text.ToString();
        }
        catch (Exception e) when (e is SqliteException or FormatException)
        {
            return e.Message;
        }
    }

    private static async Task<T> OnCopyAsync<T>(byte[] bytes, string path, Func<string, T> look)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!))
        {
            File.Delete(file);
        }

        await File.WriteAllBytesAsync(path, bytes);
        return look(path);
    }
}
