using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Bench.CheckIn;

/// <summary>
/// What a worker waits for, from the scan's text to the answer, held against the disk's own price of durability. All are measured in turn, a few
/// calls each, so that a machine that gets slower or busier slows all of them alike.
/// </summary>
internal static class CheckInBench
{
    /// <summary>Fewer have no p99.</summary>
    public const int VisitsMin = 100;

    /// <summary>The bar: the answer's p50 against a raw fsync's p50.</summary>
    private const double RatioMax = 2;

    private const int CallsPerRound = 10;

    private const int WarmUpCalls = 500;

    /// <returns>How many bars were missed.</returns>
    public static int Run(int visits, string folder)
    {
        using var raw = new RawFsync(Path.Combine(folder, "raw"));
        using var sqlite = new BareSqlite(Path.Combine(folder, "bare.db"));
        using var desk = new BenchDesk(folder);
        var fsync = new Measure("raw: append 4 KiB, fsync", _ => raw.Append());
        var bare = new Measure("bare SQLite: one row, one commit", _ => sqlite.Commit());
        var answer = new Measure("check-in: scan text to answer", desk.Welcome);
        var verify = new Measure("  of it: verify the badge", text => Keep(desk.Verify(text)));
        var store = new Measure("  of it: store a visit", _ => desk.Journal.Append(EventContent.Of(Visit)));
        Measure[] all = [fsync, bare, answer, verify, store];

        Rounds(all, desk.Issue(WarmUpCalls));
        Array.ForEach(all, each => each.Forget());
        Rounds(all, desk.Issue(visits));

        Console.WriteLine(Measure.Head);
        Array.ForEach(all, Console.WriteLine);
        double ratio = answer.P50 / fsync.P50;
        Console.WriteLine($"check-in / raw fsync, p50: {ratio:0.00} (bar: at most {RatioMax}) {(ratio <= RatioMax ? "met" : "MISSED")}");
        Console.WriteLine($"check-in / bare SQLite, p50: {answer.P50 / bare.P50:0.00}; check-in less verifying / raw fsync: {(answer.P50 - verify.P50) / fsync.P50:0.00}");
        Console.WriteLine($"a visit allocates {answer.AllocatedPerCall} bytes, writes {answer.WrittenPerCall} bytes (wchar), {answer.ToDiskPerCall} to the disk in whole pages (write_bytes)");
        return ratio <= RatioMax ? 0 : 1;
    }

    private static VisitCheckedIn Visit { get; } = new(
        "ABCDEFGHIJKLMNOP", "0123456789abcdef", Category.Courier, "door", Zone: null, Service: null, [], Unverified: null);

    private static void Rounds(Measure[] all, string[] badges)
    {
        for (int from = 0; from < badges.Length; from += CallsPerRound)
        {
            var texts = badges.AsSpan(from, Math.Min(CallsPerRound, badges.Length - from));
            foreach (var each in all)
            {
                each.Round(texts);
            }
        }
    }

    private static void Keep(BadgeCheck check)
    {
        if (check is not BadgeCheck.Accepted)
        {
            throw new InvalidOperationException($"a badge just issued came to {check}");
        }
    }
}
