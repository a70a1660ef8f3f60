using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Tests.Stations;

public sealed class StationReasonsTests
{
    private static readonly DateTimeOffset Now = Samples.Now;
    private static readonly StationHealth Well = Samples.Health(5, Now);

    [Fact]
    public void A_station_that_is_well_is_green_without_a_reason() => AssertLight(Light.Green, Facts());

    [Fact]
    public void A_silent_or_disconnected_station_is_red_and_one_never_heard_is_worth_a_look()
    {
        AssertLight(Light.Red, Facts(Presence.Silent), ReasonKey.Silent);
        AssertLight(Light.Red, Facts(Presence.Offline), ReasonKey.Offline);
        AssertLight(Light.Yellow, Facts(Presence.NeverHeard) with { Health = null }, ReasonKey.NeverHeard);
    }

    [Fact]
    public void A_backlog_counts_by_how_long_it_waits_not_by_how_much()
    {
        AssertLight(Light.Green, Facts() with { Health = Waiting(10_000, TimeSpan.FromMinutes(2)) });
        AssertLight(Light.Yellow, Facts() with { Health = Waiting(3, TimeSpan.FromHours(1)) }, ReasonKey.BacklogOld);
        AssertLight(Light.Red, Facts() with { Health = Waiting(3, TimeSpan.FromDays(2)) }, ReasonKey.BacklogOld);
    }

    [Fact]
    public void A_reader_that_is_gone_keeps_workers_out_and_a_sensor_only_makes_a_figure_uncertain()
    {
        AssertLight(Light.Red, Facts() with { Health = With(DeviceKind.Reader) }, ReasonKey.ReaderAbsent);
        AssertLight(Light.Yellow, Facts() with { Health = With(DeviceKind.Sensor) }, ReasonKey.DeviceUnwell);
        AssertLight(Light.Yellow, Facts() with { Zones = [Zone(trusted: false)] }, ReasonKey.ZoneUntrusted);
        AssertLight(Light.Red, Facts(Presence.Silent) with { Zones = [Zone(trusted: false)] }, ReasonKey.Silent);
    }

    [Fact]
    public void Complaints_and_little_use_are_worth_a_look_and_no_figure_is_little_use()
    {
        AssertLight(Light.Yellow, Facts() with { Complaints = new OpenComplaints(2, Now.AddDays(-1)) }, ReasonKey.ComplaintsOpen);
        AssertLight(Light.Yellow, Facts() with { VisitsToday = 2, Usual = 40 }, ReasonKey.LittleUsed);
        AssertLight(Light.Green, Facts() with { VisitsToday = null, Usual = 40 });
        AssertLight(Light.Green, Facts() with { VisitsToday = 0, Usual = 4 });
    }

    [Fact]
    public void A_card_that_damages_the_journal_and_a_program_in_its_way_are_told()
    {
        AssertLight(Light.Yellow, Facts() with { Health = Well with { Journal = Well.Journal with { Damage = "kept in journal.aside-0001" } } }, ReasonKey.JournalDamaged);
        AssertLight(Light.Yellow, Facts() with { Health = Well with { Journal = Well.Journal with { Held = "20 MB so far" } } }, ReasonKey.JournalHeld);
    }

    [Fact]
    public void The_worst_comes_first_and_a_text_of_the_station_is_carried_as_its_own()
    {
        var reasons = StationReasons.Of(
            Facts() with { Complaints = new OpenComplaints(1, Now), Health = Well with { Journal = Well.Journal with { Fault = "disk is full" }, PowerFault = "low voltage" } }, Now);
        Assert.Equal([ReasonKey.JournalFault, ReasonKey.Power, ReasonKey.ComplaintsOpen], reasons.Select(reason => reason.Key));
        Assert.Equal("disk is full", reasons[0].Text);
    }

    private static void AssertLight(Light light, StationFacts facts, params ReasonKey[] keys)
    {
        var reasons = StationReasons.Of(facts, Now);
        Assert.Equal(keys, reasons.Select(reason => reason.Key));
        Assert.Equal(light, StationReasons.LightOf(reasons));
    }

    private static StationFacts Facts(Presence presence = Presence.Online) => new(
        new Office.Stations.StationState(presence, Now.AddMinutes(-5)), Well, [Zone(trusted: true)], Registered: true, Quarantined: 0, Missing: 0, Complaints: null, VisitsToday: 30, Usual: 30);

    private static ZoneSummary Zone(bool trusted) => new("hall", Service.Rest, 20, 3, Level.Available, trusted, trusted ? null : "silent", Now, Now.AddMinutes(1));

    private static StationHealth Waiting(long backlog, TimeSpan since) => Well with { Journal = Well.Journal with { Backlog = backlog, WaitingSince = Now - since } };

    private static StationHealth With(DeviceKind kind) => Well with { Devices = [new DeviceHealth("one", kind, DeviceState.Absent, "unplugged", Now)] };
}
