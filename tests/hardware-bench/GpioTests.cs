namespace StationKiosk.HardwareBench;

/// <summary>Edges on lines of the kernel's chip, through libgpiod.</summary>
[Collection(HardwareTests.Name)]
public sealed class GpioTests(BenchStation station)
{
    [SkippableFact]
    public async Task Who_walks_through_the_beams_is_counted_in_and_out()
    {
        await station.NeedAsync();
        await station.UntilAsync("hall-door", "ok");
        await station.RecountAsync("hall", 0);
        await WalkAsync(BenchStation.OuterBeam, BenchStation.InnerBeam);
        await WalkAsync(BenchStation.OuterBeam, BenchStation.InnerBeam);
        await CountIsAsync(2);
        await WalkAsync(BenchStation.InnerBeam, BenchStation.OuterBeam);
        await CountIsAsync(1);
    }

    [SkippableFact]
    public async Task Movement_is_somebody_and_its_hold_ends_it()
    {
        await station.NeedAsync();
        await station.UntilAsync("ceiling", "ok");
        await station.Guest.DoAsync($"hardware line {BenchStation.Motion} high");
        await LevelIsAsync("dining", "available");
        await station.Guest.DoAsync($"hardware line {BenchStation.Motion} low");
        await LevelIsAsync("dining", "empty");
    }

    [SkippableFact]
    public async Task A_press_of_the_help_button_is_recorded_and_opens_no_door()
    {
        await station.NeedAsync();
        await station.UntilAsync("help", "ok");
        await station.UntilLowAsync(BenchStation.Lock);
        await station.Guest.DoAsync($"hardware line {BenchStation.Help} high; sleep 0.3; hardware line {BenchStation.Help} low");
        await Patiently.UntilAsync(async () => (await station.StatusAsync()).GetProperty("recent").EnumerateArray()
            .Any(answer => answer.GetProperty("reader").GetString() == "help" && answer.GetProperty("verdict").GetString() == "welcome"));
        Assert.False(await station.IsHighAsync(BenchStation.Lock));
    }

    /// <summary>At a walker's pace by the guest's own clock: the shell sleeps, nobody waits for a time here.</summary>
    private Task<string> WalkAsync(int first, int second) => station.Guest.DoAsync($"""
        hardware line {first} high; sleep 0.2
        hardware line {second} high; sleep 0.2
        hardware line {first} low; sleep 0.2
        hardware line {second} low; sleep 0.2
        """);

    private Task CountIsAsync(int count) => Patiently.UntilAsync(
        async () => await station.ZoneAsync("hall") is var hall && hall.GetProperty("count").GetInt32() == count && hall.GetProperty("trusted").GetBoolean(), what: $"the hall holds {count}");

    private Task LevelIsAsync(string zone, string level) =>
        Patiently.UntilAsync(async () => (await station.ZoneAsync(zone)).GetProperty("level").GetString() == level, what: $"{zone} is {level}");
}
