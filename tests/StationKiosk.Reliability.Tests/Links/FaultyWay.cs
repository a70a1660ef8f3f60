using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Links;

/// <summary>
/// A way to a broker of this machine that can be made bad: through a network namespace of its own, by a pair of virtual Ethernet devices there and
/// back. The kiosk is told <see cref="Host"/>; the office meets the broker directly. Addresses are of 198.18.0.0/15, which no network uses (RFC 2544).
/// </summary>
internal sealed partial class FaultyWay : IAsyncDisposable
{
    private readonly string _name;
    private readonly int _port;

    private FaultyWay(string name, string net, int port) => (_name, Near, Host, _port) = (name, $"{net}.1", $"{net}.2", port);

    /// <summary>Where the broker has to listen as well.</summary>
    public string Near { get; }

    /// <summary>Where the kiosk is to connect to.</summary>
    public string Host { get; }

    private string Here => $"{_name}h";

    private string There => $"{_name}t";

    /// <summary>Makes the way to a port; skips the trial, by name, where the machine does not allow it.</summary>
    public static async Task<FaultyWay> CreateAsync(int port)
    {
        foreach (string tool in new[] { "ip", "nft", "tc", "ss" })
        {
            SystemTools.Need(tool);
        }

        int number = Random.Shared.Next(0x10000);
        var way = new FaultyWay($"sk{number:x4}", $"198.{18 + (number >> 15)}.{(number >> 7) & 0xFF}", port);
        try
        {
            await RunAsync($"ip netns add {way._name}");
            await RunAsync($"ip link add {way.Here} type veth peer name {way.There} netns {way._name}");
            await way.InsideAsync("nft add table ip lab");
        }
        catch (InvalidOperationException e)
        {
            await way.DisposeAsync();
            Skip.If(true, $"this machine allows no network namespace with a virtual link (root is needed): {e.Message}");
        }

        await way.BuildAsync();
        return way;
    }

    /// <summary>Loses packets at random, both ways.</summary>
    public Task LoseAsync(int percent) => InsideAsync($"nft 'add rule ip lab forwarded numgen random mod 100 < {percent} counter drop'");

    /// <summary>Swallows everything, and tells nobody.</summary>
    public Task SwallowAsync() => InsideAsync("nft add rule ip lab forwarded counter drop");

    /// <summary>Narrows the way; both directions share it.</summary>
    public Task NarrowAsync(int kilobits) => InsideAsync($"tc qdisc add dev {There} root tbf rate {kilobits}kbit burst 4kb latency 400ms");

    /// <summary>The cable is pulled.</summary>
    public Task PullAsync() => RunAsync($"ip link set {Here} down");

    /// <summary>Cuts every connection at once; returns how many.</summary>
    public async Task<int> ResetAsync()
    {
        string killed = await RunAsync($"ss -H -K -t dst {Host}");
        return killed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    /// <summary>The way is good again.</summary>
    public async Task HealAsync()
    {
        await InsideAsync("nft flush chain ip lab forwarded");
        await InsideAsync($"tc qdisc del dev {There} root || true");
        await RunAsync($"ip link set {Here} up");
        await InsideAsync("nft 'add rule ip lab forwarded tcp flags & (syn|ack) == syn counter comment connects'");
    }

    /// <summary>Packets swallowed or lost since the last <see cref="HealAsync"/>.</summary>
    public async Task<long> DroppedAsync() => Sum(await InsideAsync("nft list chain ip lab forwarded"), Drops());

    /// <summary>Packets that had to wait for the narrow way, or found its queue full.</summary>
    public async Task<long> HeldUpAsync() => Sum(await InsideAsync($"tc -s qdisc show dev {There}"), Overlimits());

    /// <summary>Connections asked for since the last <see cref="HealAsync"/>.</summary>
    public async Task<long> ConnectsAsync() => Sum(await InsideAsync("nft list chain ip lab forwarded"), Connects());

    public async ValueTask DisposeAsync()
    {
        await RunAsync($"ip netns del {_name} || true");
        await RunAsync($"ip link del {Here} || true");
    }

    private async Task BuildAsync()
    {
        await RunAsync($"ip addr add {Near}/30 dev {Here} && ip link set {Here} up");
        await RunAsync($"ip -n {_name} addr add {Host}/30 dev {There} && ip -n {_name} link set {There} up");
        await InsideAsync($"echo 1 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects; echo 0 > /proc/sys/net/ipv4/conf/{There}/send_redirects");
        await InsideAsync("nft add chain ip lab comes '{ type nat hook prerouting priority -100; }'");
        await InsideAsync("nft add chain ip lab goes '{ type nat hook postrouting priority 100; }'");
        await InsideAsync("nft add chain ip lab forwarded '{ type filter hook forward priority 0; }'");
        await InsideAsync($"nft add rule ip lab comes ip daddr {Host} tcp dport {_port} dnat to {Near}");
        await InsideAsync($"nft add rule ip lab goes oif {There} masquerade");
        await HealAsync();
    }

    private Task<string> InsideAsync(string script) => RunAsync($"ip netns exec {_name} sh -c \"{script}\"");

    private static async Task<string> RunAsync(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"PATH=$PATH:/usr/sbin:/sbin; {script}"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{script}: {await error}");
    }

    private static long Sum(string text, Regex pattern) =>
        pattern.Matches(text).Sum(match => long.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"counter packets (?<n>\d+) bytes \d+ drop", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Drops();

    [GeneratedRegex(@"counter packets (?<n>\d+) bytes \d+ comment ""?connects", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Connects();

    [GeneratedRegex(@"overlimits (?<n>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Overlimits();
}
