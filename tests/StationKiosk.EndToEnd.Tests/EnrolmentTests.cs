using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>From a code to a trusted station, on real parts: mosquitto with the network's own configuration, the office, the kiosk.</summary>
public sealed class EnrolmentTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_code_makes_a_device_a_station_whose_visits_arrive_and_a_swap_leaves_the_old_device_out()
    {
        await using var network = await TrustedNetwork.StartAsync(TimeSpan.FromDays(90));
        using var badges = new TestBadges();
        var (exit, words) = await network.EnrolAsync(network.Code);
        output.WriteLine(words);
        Assert.True(exit == 0, words);
        Assert.Contains("answered with a receipt", words, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(network.Pair));

        await network.StartKioskAsync();
        await network.ScanAsync(badges.Text());
        await network.UntilEverythingHasAReceiptAsync();

        // The code is used up: whoever finds it gets nothing, and the station goes on.
        network.WriteKioskConfig("thief.json", "thief", LoopbackPort.Free());
        var (thief, refusal) = await network.EnrolAsync(network.Code, "thief.json");
        Assert.True(thief == 1, refusal);
        Assert.Contains("used, replaced or has run out", refusal, StringComparison.Ordinal);

        // Another device takes the station's place: the first is out once the broker has ended its session.
        string code = TrustedNetwork.CodeOf(await network.OfficeCommandAsync("station", "code", TrustedNetwork.Station));
        network.WriteKioskConfig("new.json", "new", LoopbackPort.Free());
        var swapping = network.EnrolAsync(code, "new.json");
        await network.EndSessionsWhenAskedAsync();
        var (swapped, swap) = await swapping;
        Assert.True(swapped == 0, swap);
        Assert.NotEqual(await File.ReadAllTextAsync(network.Pair), await File.ReadAllTextAsync(Path.Combine(network["new"], "identity", "station.pem")));
        await Eventually.IsTrue(async () => !(await network.StatusAsync()).GetProperty("link").GetProperty("connected").GetBoolean());
        await network.ScanAsync(badges.Text());
        var status = await network.StatusAsync();
        Assert.False(status.GetProperty("link").GetProperty("connected").GetBoolean());
        output.WriteLine(status.GetProperty("link").GetProperty("why").GetString());
    }

    [SkippableFact]
    public async Task A_code_of_another_office_is_sent_nowhere()
    {
        await using var network = await TrustedNetwork.StartAsync(TimeSpan.FromDays(90));
        Assert.True(Protocol.Trust.EnrolmentCode.TryParse(network.Code, out var code));
        string forged = (code with { Authority = new byte[Protocol.Trust.EnrolmentCode.AuthorityBytes] }).ToGroups();
        var (exit, words) = await network.EnrolAsync(forged);
        Assert.Equal(1, exit);
        Assert.Contains("is not the office that made this code: nothing was sent to it", words, StringComparison.Ordinal);

        // So the real code is still good.
        var (good, enrolled) = await network.EnrolAsync(network.Code);
        Assert.True(good == 0, enrolled);
    }

    [SkippableFact]
    public async Task A_certificate_is_renewed_without_a_restart_and_one_that_ran_out_only_by_the_offices_word()
    {
        // Short enough to see it live; long enough for a busy machine.
        var life = TimeSpan.FromSeconds(80);
        await using var network = await TrustedNetwork.StartAsync(life);
        using var badges = new TestBadges();
        var (exit, words) = await network.EnrolAsync(network.Code);
        Assert.True(exit == 0, words);
        string first = await File.ReadAllTextAsync(network.Pair);
        await network.StartKioskAsync();
        await Eventually.IsTrue(() => File.ReadAllText(network.Pair) != first, TimeSpan.FromSeconds(120));
        await Eventually.IsTrue(() => network.Kiosk!.Lines.Any(line => line.Contains("the certificate was renewed", StringComparison.Ordinal)));
        string second = await File.ReadAllTextAsync(network.Pair);
        await network.ScanAsync(badges.Text());
        await network.UntilEverythingHasAReceiptAsync();
        await network.Kiosk!.StopAsync();

        // Off until its certificate is over: it records all the same, and says what is so.
        await Eventually.IsTrue(() => EndOf(second) < TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(120));
        await network.StartKioskAsync();
        await network.ScanAsync(badges.Text());
        await Eventually.IsTrue(async () => (await network.StatusAsync()).GetProperty("truth").GetProperty("sentence").GetString()!.Contains("certificate has run out", StringComparison.Ordinal));
        Assert.Equal(second, await File.ReadAllTextAsync(network.Pair));

        await network.OfficeCommandAsync("station", "readmit", TrustedNetwork.Station);
        await network.UntilEverythingHasAReceiptAsync();
        Assert.NotEqual(second, await File.ReadAllTextAsync(network.Pair));
    }

    private static DateTimeOffset EndOf(string pem)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(pem);
        return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
    }
}
