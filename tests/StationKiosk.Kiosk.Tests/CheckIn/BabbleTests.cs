using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.CheckIn;

/// <summary>A reader that babbles is muted and reported, not obeyed.</summary>
public sealed class BabbleTests
{
    [Fact]
    public void Badges_of_different_people_never_mute_a_reader_however_fast_they_come()
    {
        var babble = new Babble();
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(babble.Takes($"SK1{i}", i)));
    }

    [Theory]
    [InlineData("SK1AAAA")]
    [InlineData("noise")]
    public void One_text_over_and_over_mutes_it_until_it_was_silent(string text)
    {
        var babble = new Babble();
        // The first time a badge is shown is no repetition.
        int obeyed = Enumerable.Range(0, 1000).Count(i => babble.Takes(text, i * 100));
        Assert.InRange(obeyed, Babble.UselessMax, Babble.UselessMax + 1);
        Assert.False(babble.Takes("SK1BBBB", 100_000));
        Assert.True(babble.Takes("SK1CCCC", 100_000 + (long)Babble.SilentFor.TotalMilliseconds));
        Assert.False(babble.IsMuted);
    }

    [Fact]
    public void Somebody_who_holds_a_wrong_code_before_it_now_and_then_mutes_nothing()
    {
        var babble = new Babble();
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(babble.Takes("https://example.org", i * 300)));
    }

    [Fact]
    public async Task A_muted_reader_is_reported_and_so_is_its_recovery()
    {
        var time = new FakeTimeProvider(TestBadges.Now);
        var clock = new KioskClock(time, Guid.NewGuid(), () => ClockQuality.Synced);
        var devices = new DeviceRegister(clock);
        var scans = Channel.CreateUnbounded<Scan>();
        var loop = new ScannerLoop(new NoScanner(), scans.Writer, devices, clock);
        for (int i = 0; i < 100; i++)
        {
            await loop.ReadAsync("noise", CancellationToken.None);
        }

        Assert.Equal(Babble.UselessMax, scans.Reader.Count);
        Assert.Equal(DeviceState.Muted, Assert.Single(devices.All).State);
        time.Advance(Babble.SilentFor);
        await loop.ReadAsync("SK1AAAA", CancellationToken.None);
        Assert.Equal(Babble.UselessMax + 1, scans.Reader.Count);
        Assert.Equal(DeviceState.Ok, Assert.Single(devices.All).State);
    }

    private sealed class NoScanner : IScanner
    {
        public string Name => "door";

        public Task ScanAsync(IScanSink sink, CancellationToken stop) => Task.CompletedTask;
    }
}
