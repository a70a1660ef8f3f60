using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using StationKiosk.Reliability.Tests.Backlog;
using StationKiosk.Reliability.Tests.Disks;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Reliability.Tests.Fleets;

/// <summary>
/// Many stations at one stock mosquitto, each with the kiosk's real desk, journal and uplink. The ledger is what the fleet's process says at its end: every visit that it answered, held
/// against a copy of the office's store. Bar: nothing lost, nothing counted twice; and after an outage they do not come back all at once.
/// </summary>
public sealed partial class FleetTrials(ITestOutputHelper output)
{
    private const int Stop = 19, Continue = 18;

    /// <summary>The longest wait of a fleet's station between two tries to connect, before jitter.</summary>
    private const int RetryDelayMaxSeconds = 5;

    /// <summary>Waits that are uniform up to the longest make half of it on average: so many come in the first second, and half as many more are let pass.</summary>
    private const double BusiestShare = 1.5 * 2 / RetryDelayMaxSeconds;

    /// <summary>Longer than it takes for every station's wait to have become the longest.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(15);

    /// <summary>Messages that the broker has to have dropped.</summary>
    private const int Dropped = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task After_the_brokers_outage_a_thousand_stations_come_back_spread_over_their_longest_wait_each_once()
    {
        const int Stations = 1_000;
        SystemTools.Need("mosquitto");
        var trial = new Trial(output, "reconnect storm", ci: 1, full: 10);
        await using var network = await OfficeAsync();
        using var folder = new TempFolder(Memory.Folder);
        await using var fleet = await FleetAsync(network, folder, Stations, pace: 500);
        await Eventually.IsTrue(() => Connections(network).Count >= Stations, Patience);

        while (trial.Caused < trial.Faults)
        {
            await network.Broker!.Kill();
            await Task.Delay(Outage, TimeProvider.System);
            int before = Connections(network).Count;
            await network.Broker.StartAgain();
            trial.Cause();
            await Eventually.IsTrue(() => Connections(network).Skip(before).Select(each => each.Station).Distinct(StringComparer.Ordinal).Count() == Stations, Patience);
            var back = Connections(network).Skip(before).ToList();
            int busiest = back.CountBy(each => each.Second).Max(second => second.Value);
            long took = back[^1].Second - back[0].Second + 1;
            trial.Say($"{Stations} stations back within {took} s, {busiest} in the busiest second, {back.Count} connections");
            Assert.True(busiest <= Stations * BusiestShare, $"{busiest} in one second");
            Assert.Equal(Stations, back.Count);
        }

        await AssertNothingLostAsync(trial, network, fleet);
        trial.AssertCaused();
    }

    [SkippableFact]
    public async Task What_the_broker_drops_because_its_queue_for_the_office_is_full_comes_again()
    {
        SystemTools.Need("mosquitto");
        var trial = new Trial(output, "broker queue overflow", ci: 1, full: 20);
        await using var network = await OfficeAsync();
        using var folder = new TempFolder(Memory.Folder);
        long dropped = 0;
        using var counter = await BrokerClient.ConnectAsync(
            network.BrokerPort, "$SYS/broker/publish/messages/dropped",
            message => Volatile.Write(ref dropped, long.Parse(Encoding.UTF8.GetString(message.Payload), CultureInfo.InvariantCulture)));
        await using var fleet = await FleetAsync(network, folder, stations: 200, pace: 2_000);
        await Eventually.IsTrue(async () => (await network.OfficeAsync("/api/stations")).GetProperty("totals").GetProperty("online").GetInt32() >= 200, Patience);

        while (trial.Caused < trial.Faults)
        {
            long before = Volatile.Read(ref dropped);
            ProgramProcess.Signal(network.Office!.Id, Stop);
            await Eventually.IsTrue(() => Volatile.Read(ref dropped) >= before + Dropped, Patience);
            ProgramProcess.Signal(network.Office.Id, Continue);
            trial.Cause();
            trial.Say($"{Volatile.Read(ref dropped) - before} messages dropped by the broker");
        }

        await AssertNothingLostAsync(trial, network, fleet);
        trial.AssertCaused();
    }

    private static async Task<Network> OfficeAsync()
    {
        var network = await Network.CreateAsync(new NetworkPlan(await MosquittoProcess.Start("sys_interval 1", isStock: true), Readers: ""));
        await network.StartOfficeAsync();
        return network;
    }

    private static async Task<ProgramProcess> FleetAsync(Network network, TempFolder folder, int stations, int pace)
    {
        await File.WriteAllLinesAsync(folder["badges.txt"], await network.IssueBadgesAsync(500));
        return ProgramProcess.Start(
            "station-fleet", "--stations", $"{stations}", "--port", $"{network.BrokerPort}", "--badges", folder["badges.txt"], "--days", "0", "--pace", $"{pace}",
            "--data", folder["journals"]);
    }

    /// <summary>The fleet's workers stop coming; when its last event has a receipt, its process ends with 0.</summary>
    private static async Task AssertNothingLostAsync(Trial trial, Network network, ProgramProcess fleet)
    {
        int exit = await fleet.StopAsync();
        string report = fleet.Lines.Last(line => line.StartsWith("fleet: ", StringComparison.Ordinal));
        trial.Say(report);
        Assert.Equal(0, exit);
        long answered = long.Parse(VisitsAnswered().Match(report).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        long stored = await network.CopyOfStoreAsync(VisitsIn);
        trial.Say($"{answered} visits answered, {stored} stored");
        Assert.True(answered > 0);
        Assert.Equal(answered, stored);
    }

    private static long VisitsIn(SqliteConnection copy)
    {
        using var count = copy.CreateCommand();
        count.CommandText = "SELECT count(*) FROM visit WHERE counted = 1";
        return (long)count.ExecuteScalar()!;
    }

    private static List<(long Second, string Station)> Connections(Network network) => [.. network.Broker!.Log
        .Select(line => StationConnected().Match(line))
        .Where(match => match.Success)
        .Select(match => (long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value))];

    [GeneratedRegex(@"^(\d{1,12}): New client connected from \S+ as (station-\d{1,9}) ")]
    private static partial Regex StationConnected();

    [GeneratedRegex(@" (\d{1,12}) visits,")]
    private static partial Regex VisitsAnswered();
}
