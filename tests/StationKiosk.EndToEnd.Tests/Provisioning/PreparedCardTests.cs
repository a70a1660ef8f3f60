using System.Globalization;
using System.Text.RegularExpressions;
using StationKiosk.EndToEnd.Tests.Provisioning.Machines;
using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>What <c>prepare --data</c> makes of a card, and <c>stick</c> of a stick; both are images of one.</summary>
public sealed partial class PreparedCardTests : IDisposable
{
    private const long CardBytes = 8L << 30, SectorBytes = 512, RoomForTheSystem = 2L << 30;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task The_rest_of_the_card_becomes_a_data_partition_behind_a_system_that_has_room_and_once_only()
    {
        SystemTools.Need("sfdisk");
        SystemTools.Need("mke2fs");
        var card = new Card(_folder, cloudInit: true);
        await File.WriteAllTextAsync(_folder["kiosk.deb"], "a package");
        await using (var image = File.Create(Image))
        {
            image.SetLength(CardBytes);
        }

        // As Raspberry Pi OS Lite is written: a FAT partition to boot from, and the system.
        (await HostCommand.RunWithAsync("label: dos\n8192,1048576,c\n1056768,5000000,83\n", "sfdisk", ["--quiet", Image])).Good();
        var before = await PartitionsAsync();
        for (int time = 0; time < 2; time++)
        {
            await card.PrepareAsync("SKE1-not-read-here", "--package", _folder["kiosk.deb"], "--data", Image);
        }

        var after = await PartitionsAsync();
        Assert.Equal(3, after.Count);
        Assert.Equal(before[0], after[0]);
        Assert.Equal((before[1].Start, before[1].Sectors + (RoomForTheSystem / SectorBytes)), after[1]);
        Assert.InRange(CardBytes - ((after[2].Start + after[2].Sectors) * SectorBytes), 0, 1 << 20);
        Assert.Equal("STATIONDATA\n", (await HostCommand.RunAsync("blkid", "--probe", "--offset", $"{after[2].Start * SectorBytes}", "--match-tag", "LABEL", "--output", "value", Image)).Good());
        (await HostCommand.RunAsync("e2fsck", "-f", "-n", $"{Image}?offset={after[2].Start * SectorBytes}")).Good();
    }

    [SkippableFact]
    public async Task A_FAT_stick_gives_every_package_back_under_the_name_by_which_apt_asks_for_it()
    {
        SystemTools.Need("mtools");
        SystemTools.Need("dpkg-scanpackages");
        // zlib1g has an epoch, whose colon is no name on FAT.
        string there = _folder["there"], back = _folder["back"], package = _folder["small.deb"];
        (await ShellAsync($"""
            mkdir -p {_folder["tree/DEBIAN"]} {there} {back}
            printf 'Package: small\nVersion: 1\nArchitecture: %s\nMaintainer: nobody <nobody@localhost>\nDescription: small\nDepends: zlib1g\n' $(dpkg --print-architecture) >{_folder["tree/DEBIAN/control"]}
            dpkg-deb --build {_folder["tree"]} {package}
            """)).Good();
        var made = await HostCommand.RunAsync("/bin/bash", Repository.PathOf("provisioning/first-boot/stick"), Path.Combine(there, "packages"), package);
        Skip.IfNot(made.Exit == 0, $"Debian's packages cannot be fetched here: {made.Words.Trim()}");
        (await ShellAsync($"""
            export MTOOLS_SKIP_CHECK=1
            truncate --size=64M {Image}
            mformat -i {Image} -v STATIONKIT ::
            mcopy -i {Image} -s {there}/packages ::
            mcopy -i {Image} -s ::packages {back}
            diff --recursive {there} {back}
            """)).Good();

        Assert.Contains("STATIONKIT", (await HostCommand.RunAsync("blkid", "--probe", Image)).Good(), StringComparison.Ordinal);
        string[] asked = [.. (await File.ReadAllLinesAsync(Path.Combine(back, "packages/Packages"))).Where(line => line.StartsWith("Filename: ", StringComparison.Ordinal)).Select(line => line[10..])];
        Assert.Contains(asked, name => name.Contains("zlib1g_1-", StringComparison.Ordinal));
        Assert.All(asked, name => Assert.True(File.Exists(Path.Combine(back, "packages", name)), name));
    }

    private static Task<HostCommand> ShellAsync(string lines) => HostCommand.RunAsync("/bin/sh", "-ec", lines);

    private string Image => _folder["card.img"];

    private async Task<IReadOnlyList<(long Start, long Sectors)>> PartitionsAsync() =>
    [
        .. Partition().Matches((await HostCommand.RunAsync("sfdisk", "--dump", Image)).Good())
            .Select(match => (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))),
    ];

    [GeneratedRegex(@"start= *(\d+), size= *(\d+)", RegexOptions.None, 1000)]
    private static partial Regex Partition();
}
