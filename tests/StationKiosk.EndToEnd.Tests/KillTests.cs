using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>
/// SIGKILL of the kiosk, the broker and the office in turn while workers scan. The ledger of what was answered is kept here, outside the system.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 2;
    private const int ScansARound = 10;

    [SkippableFact]
    public async Task After_kills_of_kiosk_broker_and_office_under_load_every_answered_visit_is_at_the_office_once_with_no_gap()
    {
        SystemTools.Need("mosquitto");
        using var port = new PseudoTerminal();
        await using var network = await Network.CreateAsync(external: true, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{port.Path}}" }""");
        var badges = new Queue<string>(await network.IssueBadgesAsync(Rounds * 3 * ScansARound));
        var answered = new List<string>();
        await network.StartOfficeAsync();
        await network.StartKioskAsync();
        var desk = new ScanDesk(network, port);
        int kills = 0;

        for (int round = 0; round < Rounds; round++)
        {
            await UnderLoadAsync(network.Broker!.Kill);
            await UnderLoadAsync(network.Office!.KillAsync);
            await Task.WhenAll(network.Broker.StartAgain(), network.StartOfficeAsync());
            await UnderLoadAsync(network.Kiosk!.KillAsync);
        }

        await network.UntilEverythingHasAReceiptAsync();
        var stored = await network.StoredVisitsAsync();
        output.WriteLine($"{kills} kills, {answered.Count} visits answered, {stored.Values.Sum()} visits stored");
        Assert.Equal(Rounds * 3, kills);
        Assert.Equal(Rounds * 3 * ScansARound, answered.Count);
        Assert.All(answered, subject => Assert.Equal(1, stored.GetValueOrDefault(subject)));
        Assert.Equal(answered.Count, stored.Values.Sum());
        Assert.Equal(0, (await network.StationAsync()).GetProperty("missing").GetInt64());
        Assert.Equal(0, (await network.StationAsync()).GetProperty("quarantined").GetInt64());

        async Task UnderLoadAsync(Func<Task> kill)
        {
            for (int i = 0; i < ScansARound; i++)
            {
                string badge = badges.Dequeue();
                var killing = i == ScansARound / 2 ? kill() : Task.CompletedTask;
                kills += i == ScansARound / 2 ? 1 : 0;
                await ScanUntilAnsweredAsync(badge);
                await killing;
                answered.Add(TestBadges.SubjectOf(badge));
            }
        }

        // A worker who got no answer scans again; a kiosk that was killed is started again, as systemd does.
        async Task ScanUntilAnsweredAsync(string badge)
        {
            while (true)
            {
                try
                {
                    Assert.NotEqual("Refused", await desk.ScanAsync(badge));
                    return;
                }
                catch (TimeoutException) when (network.Kiosk!.HasExited)
                {
                    await network.StartKioskAsync();
                }
            }
        }
    }
}
