using System.CommandLine;
using System.Globalization;
using StationKiosk.Fleet;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;

var stations = new Option<int>("--stations") { DefaultValueFactory = _ => 20 };
var prefix = new Option<string>("--prefix") { DefaultValueFactory = _ => "station", Description = "Ids are PREFIX-001 …" };
var host = new Option<string>("--host") { DefaultValueFactory = _ => UplinkOptions.Default.Host };
var port = new Option<int>("--port") { DefaultValueFactory = _ => UplinkOptions.Default.Port };
var badges = new Option<FileInfo?>("--badges") { Description = "Badge texts of the workers, one a line, of an issuer the office knows" };
var visitsADay = new Option<double>("--visits-a-day") { DefaultValueFactory = _ => 50 };
var days = new Option<int>("--days") { DefaultValueFactory = _ => 1, Description = "Days gone by, lived first" };
var pace = new Option<double>("--pace") { DefaultValueFactory = _ => 1, Description = "How much faster than in life workers come" };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
var runFor = new Option<string?>("--for") { Description = "Stop after this long, such as 30s" };
var data = new Option<DirectoryInfo?>("--data") { Description = "Where the journals lie; default a temporary folder" };
var register = new Option<bool>("--register") { Description = "Only print each station's id and zones, for the office's register" };
var root = new RootCommand("Many stations in one process, on the kiosk's real desk, journal and uplink")
{
    stations, prefix, host, port, badges, visitsADay, days, pace, seed, runFor, data, register,
};

root.SetAction(async (parsed, interrupted) =>
{
    string folder = parsed.GetValue(data)?.FullName ?? Directory.CreateTempSubdirectory("station-fleet-").FullName;
    bool registerOnly = parsed.GetValue(register);
    if (!registerOnly && parsed.GetValue(badges) is not { Exists: true })
    {
        await Console.Error.WriteLineAsync("station-fleet: --badges FILE is needed: make one with station-office badge issue --count 200 --out FILE");
        return 2;
    }

    if (!Duration.TryParse(parsed.GetValue(runFor), out var limit))
    {
        await Console.Error.WriteLineAsync($"station-fleet: --for '{parsed.GetValue(runFor)}' is not a length of time such as 30s, 5m or 1h");
        return 2;
    }

    var uplink = UplinkOptions.Default with { Host = parsed.GetValue(host)!, Port = parsed.GetValue(port), RetryDelayMax = TimeSpan.FromSeconds(5) };
    string[] texts = registerOnly ? [] : [.. File.ReadLines(parsed.GetValue(badges)!.FullName).Where(line => line.Length > 0)];
    var plan = new FleetPlan(
        parsed.GetValue(stations), parsed.GetValue(prefix)!, texts, parsed.GetValue(visitsADay), parsed.GetValue(days), parsed.GetValue(pace), uplink, folder);
    var fleet = Enumerable.Range(1, plan.Stations)
        .Select(n => new FleetStation(StationId.Parse($"{plan.Prefix}-{n.ToString("000", CultureInfo.InvariantCulture)}"), plan, parsed.GetValue(seed) + n)).ToList();
    int exit = registerOnly ? Print(fleet) : await FleetRun.RunAsync(fleet, limit, interrupted);
    fleet.ForEach(station => station.Dispose());
    if (parsed.GetValue(data) is null)
    {
        Directory.Delete(folder, recursive: true);
    }

    return exit;
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });

static int Print(List<FleetStation> fleet)
{
    fleet.ForEach(station => Console.WriteLine(station.Register));
    return 0;
}
