using System.CommandLine;

namespace StationKiosk.Bench.Reading;

internal static class ReadingCommand
{
    public static Command Create()
    {
        var corpus = new Option<DirectoryInfo>("--corpus") { Description = "Folder of pictures with a truth.jsonl", HelpName = "DIR" }.AcceptExistingOnly();
        var live = new Option<TimeSpan>("--live") { Description = "Measure live reading of a made video for so long, hh:mm:ss", HelpName = "TIME" };
        var command = new Command("reading", "How well and how fast QR codes are read") { corpus, live };
        command.SetAction(async (parsed, stop) =>
        {
            var folder = parsed.GetValue(corpus);
            var length = parsed.GetValue(live);
            if (folder is null && length == default)
            {
                await Console.Error.WriteLineAsync("reading: say what to measure: --corpus DIR, --live TIME, or both");
                return 1;
            }

            int faults = folder is null ? 0 : await ReadingBench.RunAsync(folder.FullName, stop);
            return faults + (length == default ? 0 : await LiveBench.RunAsync(length, stop));
        });
        return command;
    }
}
