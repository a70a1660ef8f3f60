using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Clocks;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Clock;

public sealed class KioskClockTests
{
    private static readonly DateTimeOffset True = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Built = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SimulatedMachine _machine = new(True, True.AddYears(-10));
    private TimeSpan? _kernelError;

    private KioskClock Clock() => new(_machine, Guid.NewGuid(), () => _kernelError, Built);

    [Fact]
    public void A_kiosk_that_starts_ten_years_back_gives_the_floor_and_says_that_it_does_not_know()
    {
        var clock = Clock();
        _machine.Pass(TimeSpan.FromMinutes(1));
        var now = clock.Now();
        Assert.Equal((Built.AddMinutes(1), ClockQuality.Unsynced, null), (now.Time, now.Quality, now.Error));
        Assert.Equal("none", clock.Source);
        Assert.Equal(Built.AddMinutes(1), clock.Floor);
    }

    [Fact]
    public void What_is_known_to_have_been_before_raises_the_floor_and_nothing_lowers_it()
    {
        var clock = Clock();
        clock.RaiseFloor(True);
        clock.RaiseFloor(Built);
        Assert.Equal(True, clock.Now().Time);
    }

    [Fact]
    public void The_kernels_word_is_taken_once_a_time_service_holds_the_clock_and_recorded_with_its_error()
    {
        var clock = Clock();
        clock.Now();
        _machine.Wall = True;
        _kernelError = TimeSpan.FromMilliseconds(30);
        var now = clock.Now();
        Assert.Equal((True, ClockQuality.Synced, TimeSpan.FromMilliseconds(530)), (now.Time, now.Quality, now.Error));
        Assert.True(clock.TryNews(out var news));
        Assert.Equal(new ClockSynced("kernel", (long)(True - Built).TotalMilliseconds, True, 530), news);
        Assert.False(clock.TryNews(out _));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void No_step_of_the_wall_clock_moves_a_time_that_is_known(int hours)
    {
        var clock = Synced();
        _kernelError = null;
        _machine.Wall += TimeSpan.FromHours(hours);
        _machine.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((True.AddSeconds(10), ClockQuality.Synced), (clock.Now().Time, clock.Now().Quality));
    }

    [Fact]
    public void A_time_service_that_contradicts_itself_is_no_longer_believed_until_the_office_says_which_is_right()
    {
        var clock = Synced();
        _machine.Wall = True.AddHours(2);
        Assert.Equal(ClockQuality.Unsynced, clock.Now().Quality);
        clock.Hear(new SyncPoint(clock.Mono, True.AddMilliseconds(-clock.Mono), TimeSpan.FromMilliseconds(20), FromOffice: true));
        Assert.Equal((True, ClockQuality.Synced, "office"), (clock.Now().Time, clock.Now().Quality, clock.Source));
    }

    [Fact]
    public void A_time_that_nobody_confirms_grows_coarse_and_at_last_is_not_called_synced()
    {
        var clock = Synced();
        _kernelError = null;
        _machine.Pass(TimeSpan.FromMinutes(49));
        Assert.Equal(ClockQuality.Synced, clock.Now().Quality);
        _machine.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(ClockQuality.Unsynced, clock.Now().Quality);
        Assert.True(clock.Now().IsGoodTo(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_thousand_looks_at_a_wall_clock_that_races_make_few_events()
    {
        var clock = Synced();
        for (int i = 0; i < 1_000; i++)
        {
            _machine.Pass(TimeSpan.FromSeconds(5));
            _machine.Wall += TimeSpan.FromSeconds(45);
            clock.Now();
        }

        int news = 0;
        while (clock.TryNews(out _))
        {
            news++;
        }

        Assert.InRange(news, 2, 100);
    }

    [Fact]
    public void A_receipt_is_bounded_by_its_round_trip_and_one_of_events_sent_by_an_earlier_run_tells_nothing()
    {
        var journal = Guid.NewGuid();
        var times = new ReceiptTime(journal, lastSeq: 10);
        times.Sent(journal, new SeqRange(1, 15), 1_000);
        Assert.Null(times.Received(Receipt(journal, 10), 1_400));
        Assert.Equal(new SyncPoint(1_200, True.AddMilliseconds(-1_200), TimeSpan.FromMilliseconds(201), FromOffice: true), times.Received(Receipt(journal, 12), 1_400));
        times.Sent(journal, new SeqRange(11, 15), 9_000);
        Assert.Equal(TimeSpan.FromMilliseconds(4_501), times.Received(Receipt(journal, 15), 10_000)!.Value.Error);
        Assert.Null(times.Received(Receipt(Guid.NewGuid(), 15), 10_000));
    }

    [Fact]
    public void A_step_is_seen_on_monotonic_time_and_slewing_is_none()
    {
        var watch = new StepWatch();
        Assert.Null(watch.Look(True, 0));
        Assert.Null(watch.Look(True.AddSeconds(5.4), 5_000));
        Assert.Equal(TimeSpan.FromHours(-2), watch.Look(True.AddSeconds(10).AddHours(-2), 10_000));
        Assert.Null(watch.Look(True.AddSeconds(15).AddHours(-2), 15_000));
    }

    private KioskClock Synced()
    {
        var clock = Clock();
        _machine.Wall = True;
        _kernelError = TimeSpan.Zero;
        clock.Now();
        return clock;
    }

    private static Receipt Receipt(Guid epoch, long through) => new(epoch, through, [], [], True);
}
