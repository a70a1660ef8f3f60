using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class InViewTests
{
    private readonly InView _view = new();

    [Fact]
    public void A_text_that_stays_in_view_is_handed_over_once()
    {
        Assert.Equal(["A"], Look(0, "A"));
        for (int tenth = 1; tenth < 1000; tenth++)
        {
            Assert.Empty(Look(tenth / 10.0, "A"));
        }
    }

    [Fact]
    public void A_shaking_hand_makes_no_second_scan()
    {
        Look(0, "A");
        Assert.Empty(Look(0.1));
        Assert.Empty(Look(2.0));
        Assert.Empty(Look(2.05, "A"));
        Assert.Empty(Look(2.1));
        Assert.Empty(Look(4.0, "A"));
    }

    [Fact]
    public void A_text_that_was_gone_and_comes_back_is_handed_over_again()
    {
        Look(0, "A");
        Assert.Empty(Look(0.1));
        Assert.Empty(Look(2.1));
        Assert.Equal(["A"], Look(2.2, "A"));
    }

    [Fact]
    public void While_no_frame_comes_nothing_goes()
    {
        Look(0, "A");
        Assert.Empty(Look(60, "A"));
    }

    [Fact]
    public void While_nothing_moves_a_text_that_is_not_read_every_time_stays_in_view()
    {
        Look(0, "A");
        for (int second = 1; second < 60; second++)
        {
            Assert.Empty(_view.Look([], TimeSpan.FromSeconds(second), still: true));
        }

        Assert.Empty(Look(60, "A"));
    }

    [Fact]
    public void Another_text_in_view_is_handed_over_at_once_and_beside_the_first()
    {
        Look(0, "A");
        Assert.Equal(["B"], Look(0.1, "A", "B", "B"));
    }

    [Fact]
    public void It_remembers_a_bounded_number_of_texts_and_those_in_view_longest()
    {
        Look(0, "A");
        for (int i = 0; i < 10 * InView.TextsMax; i++)
        {
            Assert.Equal([$"{i}"], Look(0.1, "A", $"{i}"));
        }

        Assert.Empty(Look(0.2, "A"));
        Assert.Equal(["0"], Look(0.3, "0"));
    }

    private IReadOnlyList<string> Look(double seconds, params string[] texts) => _view.Look(texts, TimeSpan.FromSeconds(seconds));
}
