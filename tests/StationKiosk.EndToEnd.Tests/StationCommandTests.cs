using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>The office asks a real kiosk, over its own broker and over mosquitto.</summary>
public sealed class StationCommandTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_office_asks_a_station_and_prints_its_answer(bool external)
    {
        if (external)
        {
            SystemTools.Need("mosquitto");
        }

        await using var network = await Network.CreateAsync(external, readers: "");
        await network.StartOfficeAsync();
        Assert.Contains("the station is not connected", (await AskAsync("reload", "--within", "3")).Output, StringComparison.Ordinal);
        await network.StartKioskAsync();
        await Eventually.IsTrue(async () => (await network.KioskAsync("/api/status")).GetProperty("link").GetProperty("connected").GetBoolean());

        Assert.Equal((0, "west-gate: it shows itself for 5 s"), await AskAsync("identify", "--seconds", "5"));
        Assert.Contains(network.Kiosk!.Lines, line => line.Contains("this is the kiosk meant, for 5 s", StringComparison.Ordinal));
        Assert.Equal((0, "west-gate: hall is 7"), await AskAsync("recount", "--zone", "hall", "--counted", "7"));
        Assert.Equal((3, "west-gate: there is no zone attic"), await AskAsync("recount", "--zone", "attic", "--counted", "7"));
        Assert.Equal((0, "west-gate: the network's lists are being asked for"), await AskAsync("reload"));
        await network.UntilEverythingHasAReceiptAsync();
        Assert.Equal((0, "west-gate: events 1 to 1 are being sent again"), await AskAsync("resend", "--from", "1", "--to", "1"));
        Assert.Equal(3, (await AskAsync("resend", "--from", "1", "--to", "1000000")).Exit);
        Assert.Equal(0, (await network.StationAsync()).GetProperty("quarantined").GetInt64());

        Task<(int Exit, string Output)> AskAsync(params string[] command) => network.RunOfficeAsync(["command", Network.Station, .. command]);
    }
}
