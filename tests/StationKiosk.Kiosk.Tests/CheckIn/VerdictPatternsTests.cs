using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.CheckIn;

public sealed class VerdictPatternsTests
{
    private static readonly VerdictPattern[] All =
        [.. Enum.GetValues<VerdictKind>().Select(kind => VerdictPatterns.Of(kind)), VerdictPatterns.Of(VerdictKind.Refused, RefusalReason.StorageUnavailable)];

    [Fact]
    public void No_two_verdicts_are_told_apart_by_colour_alone()
    {
        Assert.Equal(All.Length, All.Select(pattern => string.Join(' ', pattern.LampMilliseconds)).Distinct().Count());
        Assert.Equal(All.Length, All.Select(pattern => string.Join(' ', pattern.Beeps)).Distinct().Count());
    }

    [Fact]
    public void A_pattern_is_short_enough_for_the_next_worker_and_can_be_heard() => Assert.All(All, pattern =>
    {
        Assert.InRange(pattern.LampMilliseconds.Sum(), 500, 4_000);
        Assert.InRange(pattern.Beeps.Sum(beep => beep.Milliseconds + beep.PauseMilliseconds), 100, 1_500);
        Assert.All(pattern.Beeps, beep => Assert.InRange(beep.Hertz, 400, 1_400));
    });

    [Fact]
    public void A_welcome_rises_and_a_fault_of_the_kiosk_falls()
    {
        int[] welcome = [.. VerdictPatterns.Of(VerdictKind.Welcome).Beeps.Select(beep => beep.Hertz)];
        int[] broken = [.. VerdictPatterns.Of(VerdictKind.Refused, RefusalReason.StorageUnavailable).Beeps.Select(beep => beep.Hertz)];
        Assert.True(welcome[0] < welcome[^1]);
        Assert.True(broken[0] > broken[^1]);
    }
}
