using StationKiosk.Kiosk.Uplink;

namespace StationKiosk.Kiosk.Tests.Uplink;

public sealed class LinkLifeTests
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_silent_broker_is_asked_after_half_the_keep_alive_and_dead_well_before_one_and_a_half()
    {
        var life = new LinkLife(KeepAlive, mono: 1_000);
        Assert.False(life.IsQuestionDue(10_999));
        Assert.True(life.IsQuestionDue(11_000));
        life.Asked(11_000);
        Assert.False(life.IsQuestionDue(20_999));
        Assert.False(life.IsDead(25_999));
        Assert.True(life.IsDead(26_000));
        Assert.Equal(TimeSpan.FromSeconds(5), life.DeadIn(21_000));
    }

    [Fact]
    public void Only_what_comes_from_the_broker_is_a_sign_of_life()
    {
        var life = new LinkLife(KeepAlive, mono: 0);
        for (long mono = 0; mono < 25_000; mono += 1_000)
        {
            life.Asked(mono);
        }

        Assert.True(life.IsDead(25_000));
        life.Heard(25_000);
        Assert.False(life.IsDead(49_999));
    }
}
