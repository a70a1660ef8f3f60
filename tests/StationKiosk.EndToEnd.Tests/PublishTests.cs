using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>The kiosk as a device gets it.</summary>
[Collection(Compiles)]
public sealed class PublishTests
{
    /// <summary>Tests that compile ahead of time, which they do in one folder: one after the other.</summary>
    public const string Compiles = "compiles ahead of time";

    [SkippableFact]
    public async Task The_kiosk_publishes_ahead_of_time_without_a_warning_and_runs()
    {
        KioskPublish.NeedTools();
        SystemTools.Need("ffmpeg");
        using var folder = new TempFolder();
        using var badges = new TestBadges();
        string badge = badges.Text();
        var published = await KioskPublish.ToAsync(folder["kiosk"]);
        Assert.Empty(published.Warnings);

        await using (var kiosk = await LoneKiosk.StartAsync(published.Program))
        {
            Assert.Equal(["Welcome", "WelcomeAgain"], await kiosk.ScanAsync(badge, badge));
            Assert.Equal(0, await kiosk.Process.StopAsync());
        }

        await File.WriteAllBytesAsync(folder["badge.png"], BadgeVideo.Png(badge));
        Assert.Equal((0, badge), await ProgramProcess.RunAsync(published.Program, "decode", "--text", folder["badge.png"]));
        Assert.Equal(78, (await ProgramProcess.RunAsync(published.Program, "run", "--Station:Id=NO")).Exit);
    }
}
