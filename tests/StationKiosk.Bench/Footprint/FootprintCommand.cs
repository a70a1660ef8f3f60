using System.CommandLine;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Footprint;

internal static class FootprintCommand
{
    public static Command Create()
    {
        var published = new Option<DirectoryInfo>("--published") { Description = "Measure the kiosk published there instead of publishing it", HelpName = "DIR" }.AcceptExistingOnly();
        var command = new Command("footprint", "Size, start and memory of the kiosk as a device gets it") { published };
        command.SetAction(async (parsed, stop) => await FootprintBench.RunAsync(await ProgramAsync(parsed.GetValue(published), stop), stop));
        return command;
    }

    private static async Task<string> ProgramAsync(DirectoryInfo? published, CancellationToken stop)
    {
        if (published is not null)
        {
            return Path.Combine(published.FullName, "station-kiosk");
        }

        var kiosk = await KioskPublish.ToAsync(Path.Combine(Repository.Root, "artifacts", "kiosk"), stop);
        Console.WriteLine($"published with {kiosk.Warnings.Count} warnings");
        return kiosk.Program;
    }
}
