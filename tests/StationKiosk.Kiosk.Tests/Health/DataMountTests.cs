using StationKiosk.Kiosk.Health;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Health;

/// <summary>The mounts are as a Raspberry Pi with a data partition has them, seen by its user and by its service.</summary>
public sealed class DataMountTests : IDisposable
{
    private const string Data = "/var/lib/station-kiosk";
    private const string OfSystem = "25 1 179:2 / / ro,noatime shared:1 - ext4 /dev/mmcblk0p2 ro";
    private const string Mounted = "90 25 179:3 /kept/var/lib/station-kiosk /var/lib/station-kiosk rw,noatime shared:40 - ext4 /dev/mmcblk0p3 rw";

    /// <summary>What a service with ProtectSystem=strict has for its state folder.</summary>
    private const string OwnFolder = "120 25 179:2 /var/lib/station-kiosk /var/lib/station-kiosk rw,noatime - ext4 /dev/mmcblk0p2 ro";

    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_promised_file_system_that_is_not_mounted_is_missing_also_to_the_service(bool asService)
    {
        Promise($"/dev/disk/by-partuuid/0-03 /var/lib/station-data ext4 noauto 0 0\n/var/lib/station-data/kept{Data} {Data} none noauto,bind 0 0");
        Mounts(asService ? [OfSystem, OwnFolder] : [OfSystem]);
        Assert.True(Mount.IsMissing(Data));
        Mounts(asService ? [OfSystem, Mounted, Mounted.Replace("90 25", "121 90", StringComparison.Ordinal)] : [OfSystem, Mounted]);
        Assert.False(Mount.IsMissing(Data));
    }

    [Fact]
    public void A_subvolume_of_the_systems_own_file_system_is_mounted()
    {
        Promise("UUID=1 / btrfs subvol=@ 0 0\nUUID=1 /srv btrfs subvol=@srv 0 0");
        Mounts(["25 1 0:30 /@ / rw - btrfs /dev/sda2 rw", "26 25 0:30 /@srv /srv rw - btrfs /dev/sda2 rw"]);
        Assert.False(Mount.IsMissing("/srv/station"));
        Mounts(["25 1 0:30 /@ / rw - btrfs /dev/sda2 rw"]);
        Assert.True(Mount.IsMissing("/srv/station"));
    }

    [Fact]
    public void Where_nothing_is_promised_or_the_kernel_tells_nothing_nothing_is_missing()
    {
        Assert.False(Mount.IsMissing(Data));
        Promise("# /dev/x /var/lib ext4 defaults 0 0\n\nPARTUUID=0-02 / ext4 defaults 0 1\n/dev/sda1 none swap sw 0 0");
        Mounts([OfSystem]);
        Assert.False(Mount.IsMissing(Data));
        Promise($"/dev/sda3 {Data} ext4 defaults 0 2");
        Mounts([]);
        Assert.False(Mount.IsMissing(Data));
    }

    private DataMount Mount => new(_root.Path);

    private void Promise(string fstab) => Lay("etc/fstab", fstab);

    private void Mounts(string[] lines) => Lay("proc/self/mountinfo", string.Join('\n', lines));

    private void Lay(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[file])!);
        File.WriteAllText(_root[file], text);
    }
}
