using StationKiosk.Kiosk.Devices;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices;

public sealed class PolledFileTests
{
    [Fact]
    public async Task Devices_that_say_nothing_hold_no_thread_of_the_pool()
    {
        PseudoTerminal[] lines = [.. Enumerable.Range(0, 100).Select(_ => new PseudoTerminal())];
        PolledFile[] files = [.. lines.Select(Open)];
        var reads = files.Select(file => file.ReadAsync(new byte[16], TimeSpan.FromSeconds(30))).ToList();

        // Behind all that is queued already, not before it.
        await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        Assert.All(reads, read => Assert.False(read.IsCompleted, "other work had to wait for a device"));
        Array.ForEach(lines, line => line.Write("x"u8));
        Assert.All(await Task.WhenAll(reads), read => Assert.Equal(1, read));
        Array.ForEach(files, file => file.Dispose());
        Array.ForEach(lines, line => line.Dispose());
    }

    [Fact]
    public async Task What_comes_is_read_in_pieces_in_order_and_then_that_the_device_is_gone()
    {
        using var line = new PseudoTerminal();
        using var file = Open(line);
        byte[] sent = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];
        line.Write(sent);
        List<byte> read = [];
        byte[] piece = new byte[77];
        await Eventually.IsTrue(async () =>
        {
            read.AddRange(piece[..await file.ReadAsync(piece, TimeSpan.FromMilliseconds(100))]);
            return read.Count >= sent.Length;
        });
        Assert.Equal(sent, read);
        Assert.Equal(0, await file.ReadAsync(piece, TimeSpan.FromMilliseconds(1)));
        line.Unplug();
        await Assert.ThrowsAnyAsync<IOException>(() => file.ReadAsync(piece, TimeSpan.FromSeconds(30)));
    }

    private static PolledFile Open(PseudoTerminal line) => new(File.OpenHandle(line.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
}
