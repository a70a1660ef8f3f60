using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Network;

public sealed class NetworkLoopTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestBadges _badges = new();

    public void Dispose()
    {
        _badges.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Keys_policy_and_revocations_reach_a_station_and_again_when_another_process_changes_them()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var station = await TestStation.Connect(office.BrokerPort);
        await station.Subscribe(Topics.NetworkFilter);
        await Eventually.IsTrue(() => station.Read(Topics.Policy, ProtocolJson.Default.NetworkPolicy) is { DebounceSeconds: 600, ListsStaleAfterSeconds: null });
        await Eventually.IsTrue(() => station.Read(Topics.Revocations, ProtocolJson.Default.RevocationList) is { Badges.Count: 0 });
        Assert.Null(station.Read(Topics.Keys, ProtocolJson.Default.KeyList));

        await File.WriteAllTextAsync(Path.Combine(_folder["keys"], "broken.pub.pem"), "not a key");
        await File.WriteAllTextAsync(Path.Combine(_folder["keys"], "issuer.pub.pem"), _badges.Issuer.ExportSubjectPublicKeyInfoPem());
        await Eventually.IsTrue(() => station.Read(Topics.Keys, ProtocolJson.Default.KeyList)?.Keys is [var key] && key == _badges.PublicKey);

        using (var commandLine = OfficeStore.Open(office.StorePath))
        {
            commandLine.Write(tables => tables.Revocations.Add(new Revocation(Revocable.Badge, "0123456789abcdef", Samples.Now)));
            commandLine.Write(tables => tables.Revocations.Add(new Revocation(Revocable.Subject, "ABCDEFGH", Samples.Now)));
            commandLine.Write(tables => tables.Revocations.Add(new Revocation(Revocable.Card, "fedcba9876543210", Samples.Now)));
        }

        await Eventually.IsTrue(() => station.Read(Topics.Revocations, ProtocolJson.Default.RevocationList) is { Badges: ["0123456789abcdef"], Subjects: ["ABCDEFGH"] });
        await Eventually.IsTrue(() => station.Read(Topics.Cards, ProtocolJson.Default.CardList) is { Revoked: ["fedcba9876543210"] });
    }
}
