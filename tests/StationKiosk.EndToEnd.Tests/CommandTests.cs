using System.Text.Json;
using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>What a manager or technician asks on the command line, of a real kiosk.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Status_says_the_one_truth_first_and_the_same_as_json()
    {
        using var port = new PseudoTerminal();
        await using var network = await Network.CreateAsync(external: false, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{port.Path}}" }""");
        await network.StartKioskAsync();
        var (exit, output) = await network.KioskCommandAsync("status");
        Assert.Equal(0, exit);
        Assert.StartsWith("Everyone can check in.", output, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await network.KioskCommandAsync("status", "--json")).Output).RootElement;
        Assert.Equal(output.Split('\n')[0].Split('.')[0], json.GetProperty("truth").GetProperty("sentence").GetString()!.Split('.')[0]);
    }

    [Fact]
    public async Task A_reader_that_is_pulled_out_is_the_first_truth_and_is_back_by_itself()
    {
        using var folder = new TempFolder();
        string link = folder["scanner"];
        using var first = new PseudoTerminal();
        File.CreateSymbolicLink(link, first.Path);
        await using var network = await Network.CreateAsync(external: false, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{link}}" }""");
        await network.StartKioskAsync();

        File.Delete(link);
        first.Unplug();
        await Eventually.IsTrue(async () => await TruthAsync(network) == "Nobody can check in: no reader answers.");

        using var again = new PseudoTerminal();
        File.CreateSymbolicLink(link, again.Path);
        await Eventually.IsTrue(async () => (await TruthAsync(network)).StartsWith("Everyone can check in.", StringComparison.Ordinal));
        string badge = Assert.Single(await network.IssueBadgesAsync(1));
        Assert.Equal("Welcome", await new ScanDesk(network, again).ScanAsync(badge));
    }

    [Fact]
    public async Task Doctor_names_what_is_wrong_with_its_remedy_and_exits_1()
    {
        await using var network = await Network.CreateAsync(external: false, """{ "Name": "door", "Kind": "serial", "Port": "/dev/no-such-scanner" }""");
        var (exit, output) = await network.KioskCommandAsync("doctor");
        Assert.Equal(1, exit);
        Assert.Contains(output.Split('\n'), line => line.StartsWith("WRONG reader door: the scanner /dev/no-such-scanner is not there", StringComparison.Ordinal));
        Assert.Contains(output.Split('\n'), line => line.StartsWith("WRONG broker:", StringComparison.Ordinal));
        Assert.Contains(output.Split('\n'), line => line.StartsWith("ok    sensor hall-door", StringComparison.Ordinal));

        var findings = JsonDocument.Parse((await network.KioskCommandAsync("doctor", "--json")).Output).RootElement.EnumerateArray().Select(finding => finding.ToString()).ToList();
        Assert.Equal(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, findings.Count);
        Assert.Contains(findings, finding => finding.Contains("the scanner /dev/no-such-scanner is not there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_gives_the_visits_of_a_running_kiosk()
    {
        using var port = new PseudoTerminal();
        await using var network = await Network.CreateAsync(external: false, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{port.Path}}" }""");
        string badge = Assert.Single(await network.IssueBadgesAsync(1));
        await network.StartKioskAsync();
        await new ScanDesk(network, port).ScanAsync(badge);
        var (exit, output) = await network.KioskCommandAsync("export", "visits", "--from", "2026-01-01", "--to", "2099-12-31");
        Assert.Equal(0, exit);
        Assert.Equal(2, output.Split('\n').Length);
        Assert.StartsWith("seq,time,clock", output, StringComparison.Ordinal);
    }

    private static async Task<string> TruthAsync(Network network) => (await network.KioskAsync("/api/status")).GetProperty("truth").GetProperty("sentence").GetString()!;
}
