using CsCheck;
using StationKiosk.Kiosk.Devices.I2c;

namespace StationKiosk.Kiosk.Tests.Devices.I2c;

/// <summary>Pictures of a room of 22 °C in which people are 3 to 8 K warmer, with the noise of the chip (less than ±0.5 K).</summary>
public sealed class ThermalPeopleTests
{
    private const int Side = ThermalPeople.Side;

    /// <summary>Three people at most, so that most of the picture is floor. A quarter of the picture each; within it people keep a pixel from its border, so that no two touch.</summary>
    private const int PlaceSide = 4;

    private static readonly Gen<double[]> Noise = Gen.Double[-0.49, 0.49].Array[ThermalPeople.Pixels];

    private static readonly Gen<int[]> Places = Gen.Int[0, 3].Array[0, 3].Select(places => places.Distinct().ToArray());

    private static readonly Gen<Person[]> People = Places.SelectMany(places =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[2, 3], Gen.Int[1, 3], Gen.Double[3, 8]).Array[places.Length]
            .Select(drawn => drawn.Select((person, i) => new Person(places[i], person.Item1, person.Item2, person.Item3, person.Item4)).ToArray()));

    [Fact]
    public void An_empty_room_has_nobody_in_it_whatever_the_noise() =>
        Noise.Array[1, 100].Sample(noises =>
        {
            var people = new ThermalPeople();
            return noises.All(noise => people.Take(Picture(22, [], noise)) == 0);
        }, iter: 300);

    [Fact]
    public void People_are_counted_from_the_first_picture_on() =>
        Gen.Select(People, Noise.Array[1, 20]).Sample((people, noises) =>
        {
            var counter = new ThermalPeople();
            return noises.All(noise => counter.Take(Picture(22, people, noise)) == people.Length);
        }, iter: 300);

    [Fact]
    public void People_who_come_are_seen_and_people_who_go_are_gone_at_once() =>
        Gen.Select(People.Array[1, 20], Noise.Array[20]).Sample((visits, noises) =>
        {
            var counter = new ThermalPeople();
            return visits.Select((people, i) => (people, i)).All(visit =>
                counter.Take(Picture(22, visit.people, noises[visit.i])) == visit.people.Length && counter.Take(Picture(22, [], noises[^(visit.i + 1)])) == 0);
        }, iter: 300);

    [Fact]
    public void What_the_whole_room_does_changes_nothing() =>
        Gen.Select(People, Gen.Double[-5, 5].Array[1, 50]).Sample((people, steps) =>
        {
            var counter = new ThermalPeople();
            double room = 22;
            return steps.All(step => counter.Take(Picture(room += step, people, new double[ThermalPeople.Pixels])) == people.Length);
        }, iter: 300);

    [Fact]
    public void Whoever_sleeps_all_night_is_never_learned_away_and_leaves_no_ghost()
    {
        var counter = new ThermalPeople();
        Person[] sleeper = [new(Place: 2, Left: 0, Width: 3, Height: 2, Warmer: 3)];
        double[] still = new double[ThermalPeople.Pixels];
        const int night = 2 * 60 * 60 * 10;
        Assert.All(Enumerable.Range(0, night), i => Assert.Equal(1, counter.Take(Picture(22 - (4.0 * i / night), sleeper, still))));
        Assert.Equal(0, counter.Take(Picture(18, [], still)));
    }

    [Fact]
    public void A_window_that_warms_slowly_becomes_background()
    {
        var counter = new ThermalPeople();
        double[] sun = new double[ThermalPeople.Pixels];
        for (int i = 0; i < 20_000; i++)
        {
            sun.AsSpan(0, Side).Fill(6.0 * i / 20_000);
            Assert.Equal(0, counter.Take(Picture(22, [], sun)));
        }
    }

    [Fact]
    public void A_single_warm_pixel_is_nobody() =>
        Gen.Int[0, ThermalPeople.Pixels - 1].Sample(at =>
        {
            double[] cup = new double[ThermalPeople.Pixels];
            cup[at] = 30;
            return new ThermalPeople().Take(Picture(22, [], cup)) == 0;
        });

    [Fact]
    public void How_the_chip_is_turned_is_all_the_same() =>
        Gen.Double[18, 32].Array[ThermalPeople.Pixels].Sample(picture =>
        {
            double[] turned = [.. Enumerable.Range(0, ThermalPeople.Pixels).Select(i => picture[(i % Side * Side) + (Side - 1 - (i / Side))])];
            return new ThermalPeople().Take(picture) == new ThermalPeople().Take(turned);
        });

    [Fact]
    public void A_picture_of_another_size_is_refused() => Assert.Throws<ArgumentException>(() => new ThermalPeople().Take(new double[63]));

    private static double[] Picture(double room, Person[] people, double[] noise)
    {
        double[] picture = [.. noise.Select(one => room + one)];
        foreach (var person in people)
        {
            for (int y = 0; y < person.Height; y++)
            {
                for (int x = person.Left; x < person.Left + person.Width && x < PlaceSide - 1; x++)
                {
                    picture[(((person.Place / 2 * PlaceSide) + y) * Side) + (person.Place % 2 * PlaceSide) + x] += person.Warmer;
                }
            }
        }

        return picture;
    }

    /// <summary>Somebody in a quarter of the picture.</summary>
    /// <param name="Place">Which quarter.</param>
    /// <param name="Left">Columns from its left.</param>
    /// <param name="Width">Columns; together at most three.</param>
    /// <param name="Height">Rows, from its top; at most three.</param>
    /// <param name="Warmer">Kelvins above the room.</param>
    private sealed record Person(int Place, int Left, int Width, int Height, double Warmer);
}
