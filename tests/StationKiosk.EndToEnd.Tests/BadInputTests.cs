using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>What the programs say to input that cannot be used: one clear line each, the right exit code, nothing lost.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("station-kiosk", "--Station:Id=NO", "--CheckIn:DebounceWindow=soon", "--Broker:Port=99999", "--Readres:0:Name=x")]
    [InlineData("station-office", "--Http:Url=ftp://x", "--Broker:Mode=maybe", "--Broker:Port=99999", "--Stroe:Path=x")]
    public async Task Every_setting_that_cannot_be_used_is_named_at_once_and_the_exit_code_is_78(string program, params string[] settings)
    {
        var (exit, output) = await ProgramProcess.RunAsync(program, ["run", .. settings]);
        Assert.Equal(78, exit);
        Assert.All(settings, setting => Assert.Contains(setting.Split('=')[0].TrimStart('-'), output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("station-kiosk")]
    [InlineData("station-office")]
    public async Task A_configuration_that_is_not_there_is_named_and_the_exit_code_is_78(string program)
    {
        var (exit, output) = await ProgramProcess.RunAsync(program, "run", "--config", "/nowhere/kiosk.json");
        Assert.Equal(78, exit);
        Assert.Contains("/nowhere/kiosk.json", Assert.Single(output.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_of_a_kiosk_that_does_not_run_says_how_to_start_it()
    {
        var (exit, output) = await ProgramProcess.RunAsync("station-kiosk", "status", "--Station:Id=west-gate", $"--Panel:Url=http://127.0.0.1:{LoopbackPort.Free()}");
        Assert.Equal(3, exit);
        Assert.Contains("systemctl start station-kiosk", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_broken_picture_is_named_and_a_good_one_is_read()
    {
        SystemTools.Need("ffmpeg");
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["broken.png"], "not a picture");
        await File.WriteAllBytesAsync(folder["good.png"], BadgeVideo.Png("HELLO WORLD"));
        var (exit, output) = await ProgramProcess.RunAsync("station-kiosk", "decode", "--text", folder["broken.png"], folder["good.png"]);
        Assert.Equal(1, exit);
        Assert.Contains("HELLO WORLD", output.Split('\n'));
        Assert.Contains(output.Split('\n'), line => line.StartsWith(folder["broken.png"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no badge at all")]
    [InlineData("SK1AAAA")]
    public async Task A_text_that_is_no_badge_is_refused_at_the_door_and_the_next_worker_is_welcome(string text)
    {
        using var port = new PseudoTerminal();
        await using var network = await Network.CreateAsync(external: false, $$"""{ "Name": "door", "Kind": "serial", "Port": "{{port.Path}}" }""");
        string badge = Assert.Single(await network.IssueBadgesAsync(1));
        await network.StartKioskAsync();
        var desk = new ScanDesk(network, port);
        port.Write([0xFF, 0x00, 0x80, (byte)'\r']);
        if (text.Length > 0)
        {
            Assert.Equal("Refused", await desk.ScanAsync(text));
        }

        Assert.Equal("Welcome", await desk.ScanAsync(badge));
    }
}
