using CsCheck;
using StationKiosk.Office.Usage;

namespace StationKiosk.Office.Tests.Usage;

public sealed class CompletenessTests
{
    private static readonly DateTimeOffset From = Samples.Now;
    private static readonly DateTimeOffset To = From.AddHours(10);

    [Fact]
    public void Where_nothing_is_expected_there_is_no_figure()
    {
        Assert.Null(Completeness.Of([], From, To, To).Ratio);
        Assert.Null(Completeness.Of([new StationCoverage("later", To, [])], From, To, To).Ratio);
        Assert.Null(Completeness.Of([new StationCoverage("future", From, [])], From, To, From).Ratio);
    }

    [Fact]
    public void A_station_is_expected_from_its_registration_and_falls_short_from_its_first_gap()
    {
        var figure = Completeness.Of(
            [
                new StationCoverage("full", From.AddHours(-9), [Stretch(-1, 5), Stretch(4, 12)]),
                new StationCoverage("half", From.AddHours(5), [Stretch(5, 7.5)]),
                new StationCoverage("none", From.AddHours(5), []),
            ],
            From, To, To.AddDays(1));
        Assert.Equal(12.5 / 20, figure.Ratio!.Value, 9);
        Assert.Equal([("half", From.AddHours(7.5), 0.5), ("none", From.AddHours(5), 0.0)], figure.Short.Select(each => (each.Station, each.Since, each.Ratio)));
    }

    [Fact]
    public void Nothing_is_expected_after_now_and_a_station_that_spoke_just_now_is_complete_up_to_now()
    {
        var now = From.AddHours(5);
        Assert.Equal(1, Completeness.Of([new StationCoverage("x", From, [new Stretch(From, now - Completeness.LagAllowed)])], From, To, now).Ratio);
        var late = Completeness.Of([new StationCoverage("x", From, [new Stretch(From, From.AddHours(4))])], From, To, now);
        Assert.Equal(0.8, late.Ratio!.Value, 9);
        Assert.Equal(From.AddHours(4), Assert.Single(late.Short).Since);
    }

    [Fact]
    public void It_agrees_with_counting_minutes_one_by_one() =>
        Gen.Select(Gen.Int[-60, 660], Gen.Int[1, 200]).Array[0, 6].Sample(stretches =>
        {
            var covered = stretches.Select(each => new Stretch(From.AddMinutes(each.Item1), From.AddMinutes(each.Item1 + each.Item2))).ToList();
            var minutes = Enumerable.Range(0, 600).Select(minute => covered.Any(each => each.From <= From.AddMinutes(minute) && From.AddMinutes(minute) < each.To)).ToList();
            var figure = Completeness.Of([new StationCoverage("x", From, covered)], From, To, To.AddDays(9));
            Assert.Equal(minutes.Count(here => here) / 600.0, figure.Ratio!.Value, 9);
            int gap = minutes.IndexOf(false);
            Assert.Equal(gap < 0 ? null : From.AddMinutes(gap), figure.Short.SingleOrDefault()?.Since);
        });

    private static Stretch Stretch(double from, double to) => new(From.AddHours(from), From.AddHours(to));
}
