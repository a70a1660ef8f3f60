using System.Text;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.CheckIn;

public sealed class NetworkListStoreTests : IDisposable
{
    private readonly TestKiosk _kiosk = new();
    private readonly TestBadges _badges = new();

    public void Dispose()
    {
        _kiosk.Dispose();
        _badges.Dispose();
    }

    private NetworkLists Current() => _kiosk.Lists.Current(CheckInOptions.Default.ListsStaleAfter);

    [Fact]
    public void A_kiosk_that_starts_without_a_network_still_knows_the_lists()
    {
        _kiosk.Learn(_badges.KeyList);
        _kiosk.Revoke(new RevocationList(TestBadges.Now, ["0011223344556677"], ["ABCDEFGH"]));
        _kiosk.Rule(new NetworkPolicy(TestBadges.Now, 300, null, ["east-gate"]));
        _kiosk.Restart();
        var lists = Current();
        Assert.Contains(_badges.PublicKey.Kid, lists.Keys.Keys);
        Assert.Contains("0011223344556677", lists.RevokedBadges);
        Assert.Contains("ABCDEFGH", lists.RevokedSubjects);
        Assert.Equal(300, lists.Policy?.DebounceSeconds);
    }

    [Fact]
    public void Lists_never_heard_are_in_doubt() => Assert.True(Current().InDoubt);

    [Fact]
    public void Lists_just_heard_are_not_in_doubt()
    {
        _kiosk.Learn(_badges.KeyList);
        Assert.False(Current().InDoubt);
    }

    [Fact]
    public void After_a_restart_with_a_clock_that_nobody_set_the_lists_are_in_doubt()
    {
        _kiosk.Learn(_badges.KeyList);
        _kiosk.Restart();
        _kiosk.Quality = ClockQuality.Unsynced;
        Assert.True(Current().InDoubt);
    }

    [Fact]
    public void A_list_that_cannot_be_kept_on_disk_holds_all_the_same()
    {
        // A folder where the file is to be written is refused as a file without permission is.
        Directory.CreateDirectory(Path.Combine(_kiosk.Folder, "network-keys.json.new"));
        _kiosk.Learn(_badges.KeyList);
        Assert.Contains(_badges.PublicKey.Kid, Current().Keys.Keys);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"at":"2026-11-22T06:00:00Z","keys":[{"kid":"00","spki":"AAAA"}]}""")]
    public void A_list_that_cannot_be_read_is_refused_and_the_one_before_stays(string payload)
    {
        _kiosk.Learn(_badges.KeyList);
        Assert.NotNull(_kiosk.Lists.Receive(Topics.Keys, Encoding.UTF8.GetBytes(payload)));
        Assert.Contains(_badges.PublicKey.Kid, Current().Keys.Keys);
        _kiosk.Restart();
        Assert.Contains(_badges.PublicKey.Kid, Current().Keys.Keys);
    }
}
