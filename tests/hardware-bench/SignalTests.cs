namespace StationKiosk.HardwareBench;

/// <summary>Outputs of the kernel's chip, as what is wired to them would see them.</summary>
[Collection(HardwareTests.Name)]
public sealed class SignalTests(BenchStation station)
{
    [SkippableFact]
    public async Task A_welcome_lights_the_lamp_green_and_a_refusal_red()
    {
        await station.NeedAsync();
        await station.UntilAsync("lamp", "ok");
        await station.UntilAsync("door", "ok");
        // The pattern lasts seconds and a look from outside takes some tenths: the guest looks itself.
        await SeenAsync(BenchStation.Green, BenchStation.Red, station.NewBadge());
        await SeenAsync(BenchStation.Red, BenchStation.Green, "NOBADGE");
    }

    [SkippableTheory]
    [InlineData("systemctl kill --signal SIGKILL --kill-who main station-kiosk")]
    [InlineData("systemctl stop station-kiosk")]
    public async Task The_door_is_locked_again_when_the_kiosk_is_gone(string end)
    {
        await station.NeedAsync();
        await station.UntilAsync("lock", "ok");
        await station.UntilAsync("door", "ok");
        await station.UntilLowAsync(BenchStation.Lock);
        await station.ShowAsync(station.NewBadge() + "\r");
        await Patiently.UntilAsync(() => station.IsHighAsync(BenchStation.Lock));
        // Looked at before systemd starts it anew: what turns the line off is its end.
        string seen = await station.Guest.DoAsync($$"""
            {{end}}
            for i in $(seq 100); do level=$(hardware level {{BenchStation.Lock}}); [ $level = 0 ] && break; sleep 0.01; done
            echo "$level $(systemctl show --property ActiveState --value station-kiosk)"
            """);
        await station.Guest.DoAsync("systemctl start station-kiosk");
        await station.UntilAnswersAsync();
        Assert.Matches("^0 (activating|deactivating|inactive)\n$", seen);
        Assert.False(await station.IsHighAsync(BenchStation.Lock));
    }

    private Task<string> SeenAsync(int lit, int dark, string text) =>
        station.Guest.DoAsync($$"""
            {{BenchStation.Showing(text + "\r")}}
            for i in $(seq 600); do [ "$(hardware level {{lit}})$(hardware level {{dark}})" = 10 ] && exit 0; sleep 0.05; done
            exit 1
            """);
}
