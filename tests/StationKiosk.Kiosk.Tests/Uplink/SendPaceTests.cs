using StationKiosk.Kiosk.Uplink;

namespace StationKiosk.Kiosk.Tests.Uplink;

public sealed class SendPaceTests
{
    [Fact]
    public void It_begins_small_doubles_with_quick_answers_and_never_exceeds_the_brokers_number()
    {
        var pace = new SendPace(20);
        Assert.Equal(SendPace.First, pace.Room);
        for (int round = 0; round < 3; round++)
        {
            for (int answers = pace.Room; answers > 0; answers--)
            {
                pace.Answered(sent: 1_000 * round, mono: (1_000 * round) + 10);
            }
        }

        Assert.Equal(16, pace.Room);
        for (int answers = 0; answers < 100; answers++)
        {
            pace.Answered(sent: 5_000, mono: 5_010);
        }

        Assert.Equal(20, pace.Room);
    }

    [Fact]
    public void A_slow_answer_halves_it_once_for_all_that_was_under_way_and_never_below_one()
    {
        var pace = new SendPace(20);
        for (int answers = 0; answers < 14; answers++)
        {
            pace.Answered(sent: 0, mono: 10);
        }

        Assert.Equal(16, pace.Room);
        pace.Answered(sent: 100, mono: 5_000);
        pace.Answered(sent: 200, mono: 5_100);
        Assert.Equal(8, pace.Room);
        for (long mono = 10_000; mono < 100_000; mono += 10_000)
        {
            pace.Answered(sent: mono - 4_000, mono);
        }

        Assert.Equal(1, pace.Room);
    }

    [Fact]
    public void A_broker_that_takes_one_at_a_time_gets_one_at_a_time() => Assert.Equal(1, new SendPace(1).Room);
}
