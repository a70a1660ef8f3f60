using StationKiosk.EndToEnd.Tests.Provisioning.Machines;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>The program that goes onto the boards, on Debian's own arm64 libraries, each instruction of it interpreted by qemu.</summary>
public sealed class Arm64Tests(ITestOutputHelper output)
{
    private const string Package = "STATIONKIOSK_ARM64";

    [SkippableFact]
    public async Task The_arm64_kiosk_enrols_reads_a_picture_records_delivers_over_TLS_and_shows_its_page()
    {
        string? package = Environment.GetEnvironmentVariable(Package);
        Skip.If(package is null, $"a cross-build takes minutes: provisioning/deb/build.sh --arch arm64 kiosk, then {Package}=FILE.deb");
        SystemTools.Need("qemu-aarch64-static", package: "qemu-user-static");
        SystemTools.Need("ffmpeg");
        using var folder = new TempFolder();
        string kiosk = await UnpackAsync(package, folder);
        using var badges = new TestBadges();
        string badge = badges.Text();
        await File.WriteAllBytesAsync(folder["badge.png"], BadgeVideo.Png(badge));
        Assert.Equal((0, badge), await ProgramProcess.RunAsync(kiosk, "decode", "--text", folder["badge.png"]));

        await using var network = await TrustedNetwork.StartAsync(TimeSpan.FromDays(90), kiosk);
        var (exit, words) = await network.EnrolAsync(network.Code);
        output.WriteLine(words);
        Assert.True(exit == 0, words);
        await network.StartKioskAsync();
        await network.ScanAsync(badge);
        await network.UntilEverythingHasAReceiptAsync();
        Assert.True(new FileInfo(Path.Combine(network.KioskFolder, "journal.db")).Length > 0);
        Assert.Contains("<!doctype html>", await network.PageAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await network.Kiosk!.StopAsync());
    }

    /// <summary>The package with all that it depends on, in a folder that qemu looks into before it looks at this machine; returns the program.</summary>
    private async Task<string> UnpackAsync(string package, TempFolder folder)
    {
        string packages = folder["packages"], root = folder["root"], program = folder["station-kiosk"];
        output.WriteLine((await HostCommand.RunAsync("/bin/bash", Repository.PathOf("provisioning/first-boot/stick"), packages, package)).Good());
        Directory.CreateDirectory(root);
        foreach (string each in Directory.GetFiles(packages, "*.deb"))
        {
            (await HostCommand.RunAsync("dpkg-deb", "--extract", each, root)).Good();
        }

        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec qemu-aarch64-static -L '{root}' '{root}/usr/lib/station-kiosk/station-kiosk' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return program;
    }
}
