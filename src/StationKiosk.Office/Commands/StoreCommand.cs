using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Network;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Commands;

/// <summary><c>station-office store copy|check|rescue</c>, on the store's file; the office may run meanwhile, but for a rescue.</summary>
public static class StoreCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("store", "The file that everything is kept in") { Copy(), Check(), Rescue() };

    private static Command Copy()
    {
        var file = new Argument<string>("FILE") { Description = "Where to; must not be there yet" };
        var command = new Command("copy", "Writes a copy, a plain SQLite file: to keep, to look into, or to put in the store's place after a loss") { file }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            string path = arguments.GetRequiredValue(file);
            if (!CanBeMade(path, context.Error))
            {
                return 1;
            }

            context.Store.CopyTo(path);
            context.Output.WriteLine($"{path}: {new FileInfo(path).Length} bytes");
            return 0;
        }));
        return command;
    }

    private static Command Check()
    {
        var command = new Command("check", "Reads every page; flipped bits are mended, damaged pages are named and the exit code is 1").WithSettings();
        command.SetAction((arguments, _) => arguments.WithStore((_, context) =>
        {
            long pages = 0;
            while (context.Store.Verify(pages + 1, ScrubLoop.PagesPerRound) is > 0 and var read)
            {
                pages += read;
            }

            var faults = context.Store.Faults;
            context.Output.WriteLine($"{pages} pages, {faults.Mended} flipped bits mended, {faults.Damaged.Count} pages damaged{(faults.Damaged.Count > 0 ? $": {string.Join(", ", faults.Damaged)}" : "")}");
            return faults.Damaged.Count > 0 ? 1 : 0;
        }));
        return command;
    }

    private static Command Rescue()
    {
        var file = new Argument<string>("FILE") { Description = "Where to; must not be there yet" };
        var command = new Command("rescue", "Takes what can be read of a store with damaged pages into a new one, to be put in its place; kiosks send again what it lacks") { file }.WithSettings();
        command.SetAction((arguments, _) => arguments.WithSettings(settings =>
        {
            var (path, output, error) = (arguments.GetRequiredValue(file), arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
            if (!CanBeMade(path, error))
            {
                return Task.FromResult(1);
            }

            try
            {
                var folder = new KeyFolder(settings.Keys, NullLogger<KeyFolder>.Instance);
                foreach (var table in StoreRescue.Run(settings.Store.Path, path, new BadgeCheck(folder.Keys), TimeProvider.System.GetUtcNow()))
                {
                    output.WriteLine($"{table.Name}  {table.Rows} rows{(table.IsWhole ? "" : "  not all: some of its pages are damaged")}");
                }

                return Task.FromResult(0);
            }
            catch (StoreUnavailableException e)
            {
                error.WriteLine($"station-office: {e.Message}");
                return Task.FromResult(1);
            }
        }));
        return command;
    }

    private static bool CanBeMade(string path, TextWriter error)
    {
        bool can = !Path.Exists(path) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)));
        if (!can)
        {
            error.WriteLine($"station-office: {Arguments.OneLine(path)} cannot be made: name a file that is not there yet, in a folder that is");
        }

        return can;
    }
}
