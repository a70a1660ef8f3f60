using System.CommandLine;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.CheckIn;

internal static class CheckInCommand
{
    private const int VisitsUsual = 2_000;

    public static Command Create()
    {
        var visits = new Option<int>("--visits") { Description = "How many visits to measure", HelpName = "N", DefaultValueFactory = _ => VisitsUsual };
        visits.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < CheckInBench.VisitsMin)
            {
                result.AddError($"--visits: at least {CheckInBench.VisitsMin}, fewer have no p99");
            }
        });
        var folder = new Option<DirectoryInfo>("--folder") { Description = "A folder on the disk to measure", HelpName = "DIR" }.AcceptExistingOnly();
        var only = new Option<int?>("--only") { Description = "Make so many visits and nothing else, to be watched by strace", Hidden = true };
        var command = new Command("checkin", "From a scan's text to the answer, against a raw fsync; fsyncs counted") { visits, folder, only };
        command.SetAction(async (parsed, stop) =>
        {
            using var own = new TempFolder(parsed.GetValue(folder)?.FullName);
            if (parsed.GetValue(only) is { } count)
            {
                SyncCount.MakeVisits(count, own.Path);
                return 0;
            }

            string format = new DriveInfo(own.Path).DriveFormat;
            if (format == "tmpfs")
            {
                await Console.Error.WriteLineAsync($"checkin: {own.Path} lies in memory, where a sync does nothing: give a folder on a disk with --folder");
                return 1;
            }

            Console.WriteLine($"on {format}, {parsed.GetValue(visits)} visits");
            return CheckInBench.Run(parsed.GetValue(visits), own.Path) + await SyncCount.RunAsync(own.Path, stop) == 0 ? 0 : 1;
        });
        return command;
    }
}
