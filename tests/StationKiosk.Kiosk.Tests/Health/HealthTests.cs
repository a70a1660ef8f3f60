using StationKiosk.Hosting.Loops;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Health;

public sealed class HealthTests
{
    private static readonly DeviceHealth Camera = new("camera", DeviceKind.Reader, DeviceState.Ok, null, default);

    private static StationHealth Healthy => new(
        default, "1", Guid.Empty, 1, new JournalHealth(Guid.Empty, 1, 0, null, null), new ClockHealth(ClockQuality.Synced, "kernel", null),
        new StorageHealth(long.MaxValue, long.MaxValue), [Camera], [new LoopHealth("check-in", true, 0)], null, null, null);

    [Fact]
    public void A_loop_that_does_not_go_round_is_noticed_and_noticed_to_be_back()
    {
        var time = new FakeTimeProvider();
        var rounds = new LoopRounds(time);
        var loop = rounds.Register("check-in", TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(rounds.Stuck);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["check-in"], rounds.Stuck);
        loop.Went();
        Assert.Empty(rounds.Stuck);
    }

    [Fact]
    public void A_well_station_says_that_everyone_can_check_in() =>
        Assert.Equal((TruthState.Ok, "Everyone can check in."), (StationTruth.Of(Healthy, null).State, Sentence(StationTruth.Of(Healthy, null))));

    [Fact]
    public void No_connection_is_no_trouble_for_workers_and_says_what_waits()
    {
        var truth = StationTruth.Of(Healthy with { Journal = Healthy.Journal with { Backlog = 12 } }, "the network is down");
        Assert.Equal((TruthState.Ok, "Everyone can check in. 12 events wait for the network."), (truth.State, Sentence(truth)));
    }

    [Fact]
    public void One_absent_reader_of_two_is_a_warning_and_the_only_one_is_a_failure()
    {
        var gone = new DeviceHealth("scanner", DeviceKind.Reader, DeviceState.Absent, "The scanner is unplugged: plug it in again.", default);
        Assert.Equal(TruthState.Warn, StationTruth.Of(Healthy with { Devices = [Camera, gone] }, null).State);
        var truth = StationTruth.Of(Healthy with { Devices = [gone] }, null);
        Assert.Equal((TruthState.Bad, gone.Why), (truth.State, PanelData.Words.Say(truth.Remedy!, TimeZoneInfo.Utc)));
    }

    [Fact]
    public void A_journal_that_cannot_write_is_the_first_truth() =>
        Assert.Equal(TruthState.Bad, StationTruth.Of(Healthy with { Journal = Healthy.Journal with { Fault = "disk full" } }, "down").State);

    [Fact]
    public void A_card_that_damages_the_journal_and_a_program_in_its_way_are_warnings()
    {
        var damaged = StationTruth.Of(Healthy with { Journal = Healthy.Journal with { Damage = "replace the card", Held = "end it" } }, null);
        Assert.Equal((TruthState.Warn, "Workers can check in, but the storage damages what is on it."), (damaged.State, Sentence(damaged)));
        var held = StationTruth.Of(Healthy with { Journal = Healthy.Journal with { Held = "end it" } }, null);
        Assert.Equal((TruthState.Warn, "Workers can check in, but another program is in the journal's way."), (held.State, Sentence(held)));
    }

    [Fact]
    public void What_waits_is_said_with_since_when()
    {
        var since = new DateTimeOffset(2026, 11, 22, 14, 5, 9, TimeSpan.Zero);
        var truth = StationTruth.Of(Healthy with { Journal = Healthy.Journal with { Backlog = 1, WaitingSince = since } }, "down");
        Assert.Equal("Everyone can check in. 1 event waits for the network since 14:05.", Sentence(truth));
    }

    [Theory]
    [InlineData("15000000", null, 5.0)]
    [InlineData("15000000", "7", 5.0)]
    [InlineData("15000000", "8", null)]
    [InlineData(null, null, null)]
    [InlineData("-1", null, null)]
    public void The_watchdog_is_fed_three_times_a_period_and_only_when_it_is_ours(string? usec, string? pid, double? seconds) =>
        Assert.Equal(seconds, Systemd.Every(usec, pid, ownPid: 7)?.TotalSeconds);

    private static string Sentence(StationTruth truth) => PanelData.Words.Say(truth.Sentence, TimeZoneInfo.Utc);
}
