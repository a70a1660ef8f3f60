namespace StationKiosk.HardwareBench;

/// <summary>What is wired wrongly or not at all.</summary>
[Collection(HardwareTests.Name)]
public sealed class AbsentTests(BenchStation station)
{
    [SkippableFact]
    public async Task A_reader_a_sensor_and_a_lamp_that_are_not_there_are_said_and_stop_nothing()
    {
        await station.NeedAsync();
        await station.UntilAsync("lost", "absent");
        await station.UntilAsync("nowhere", "absent");
        Assert.Contains("usb-Nobody_1-if00 is not there: plug it in", (await station.DeviceAsync("lost")).GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Contains("the chip has no line 99, only 0 to 53", (await station.DeviceAsync("nowhere")).GetProperty("why").GetString(), StringComparison.Ordinal);
        await station.UntilAsync("no-lamp", "absent");
        Assert.Contains("the chip has no line 97, only 0 to 53", (await station.DeviceAsync("no-lamp")).GetProperty("why").GetString(), StringComparison.Ordinal);
        await station.UntilAsync("door", "ok");
        await station.UntilAsync("lamp", "ok");
        await station.UntilAsync("hall-door", "ok");
    }
}
