using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Trust;
using StationKiosk.Kiosk.Updates;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Updates;

/// <summary>How a release comes from the office into the updater's inbox.</summary>
public sealed class UpdateLoopTests : IAsyncLifetime
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private readonly TempFolder _folder = new();
    private readonly TestCertificates _authority;
    private readonly CancellationTokenSource _stop = new();
    private readonly LogLines _log = new();
    private readonly byte[] _package = new byte[300_000];
    private ReleaseServer _office = null!;
    private Task _loop = Task.CompletedTask;

    public UpdateLoopTests()
    {
        _authority = new TestCertificates(_folder.Path);
        _authority.Client("own", "west-gate");
        new Random(5).NextBytes(_package);
    }

    private string Package => _folder["update/release.deb"];

    private string Part => $"{Package}.part";

    public async Task InitializeAsync()
    {
        _office = await ReleaseServer.StartAsync(_authority, _folder);
        _office.Package = _package;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loop);
        await _office.DisposeAsync();
        _stop.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_release_is_handed_over_whole_with_its_signature_and_only_once()
    {
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => File.Exists(Package));
        Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
        Assert.Equal("a signature", await File.ReadAllTextAsync($"{Package}.sig"));

        int asked = _office.Asked;
        await Eventually.IsTrue(() => _office.Asked > asked);
        Assert.Equal([0], _office.AskedFrom);
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_broke_off()
    {
        _office.BreaksOffAfter = 100_000;
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => File.Exists(Package));
        Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
        Assert.Equal(2, _office.AskedFrom.Count);
        Assert.InRange(_office.AskedFrom[1], 1, 100_000);
        Assert.Contains(_log.Lines, line => line.Contains("no release was fetched", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_kiosk_that_ended_had_of_it_is_not_fetched_again()
    {
        Lay("2.0.0", _package[..200_000]);
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => File.Exists(Package));
        Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
        Assert.Equal([200_000], _office.AskedFrom);
    }

    [Fact]
    public async Task A_part_that_is_whole_already_is_handed_over_as_it_is()
    {
        Lay("2.0.0", _package);
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => File.Exists(Package));
        Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
    }

    [Fact]
    public async Task A_part_of_another_version_is_thrown_away()
    {
        Lay("1.9.0", new byte[200_000]);
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => File.Exists(Package));
        Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
        Assert.Equal([0], _office.AskedFrom);
    }

    [Fact]
    public async Task The_version_that_runs_is_not_fetched()
    {
        _office.Version = "1.0.0";
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => _office.Asked > 1);
        Assert.Empty(_office.AskedFrom);
    }

    [Fact]
    public async Task An_office_that_says_nothing_any_more_holds_the_loop_up_for_no_longer_than_its_round_may_take()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _office.StopsAfter = 100_000;
        Start(time);
        await AdvanceUntilAsync(time, () => _office.AskedFrom.Count == 1 && File.Exists(Part) && new FileInfo(Part).Length > 0);
        await AdvanceUntilAsync(time, () => File.Exists(Package));
        Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
        Assert.True(_office.AskedFrom[^1] > 0);
        Assert.Contains(_log.Lines, line => line.Contains("nothing came for 20 s; what is here is kept", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_full_disk_is_said_and_the_release_comes_when_there_is_room()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "a disk of a few bytes takes root");
        string disk = Directory.CreateDirectory(_folder["update"]).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk);
        try
        {
            Start(TimeProvider.System);
            await Eventually.IsTrue(() => _log.Lines.Any(line => line.Contains("No space left on device", StringComparison.Ordinal)));
            Assert.False(File.Exists(Package));

            await RunAsync("mount", "-o", "remount,size=1m", disk);
            await Eventually.IsTrue(() => File.Exists(Package));
            Assert.Equal(_package, await File.ReadAllBytesAsync(Package));
        }
        finally
        {
            await _stop.CancelAsync();
            await Task.WhenAny(_loop);
            await RunAsync("umount", "--lazy", disk);
        }
    }

    [Fact]
    public async Task A_file_larger_than_any_release_is_given_up_and_takes_no_room()
    {
        _office.Package = new byte[ReleaseInbox.BytesMax + 1];
        Start(TimeProvider.System);
        await Eventually.IsTrue(() => _log.Lines.Any(line => line.Contains($"the release has more than {ReleaseInbox.BytesMax} bytes", StringComparison.Ordinal)));
        Assert.False(File.Exists(Package));
    }

    [Fact]
    public async Task An_office_that_another_network_answers_for_is_told_nothing()
    {
        using var other = new TestCertificates(_folder.Path, "other");
        Start(TimeProvider.System, other.CaFile);
        await Eventually.IsTrue(() => _log.Lines.Any(line => line.Contains("no release was fetched", StringComparison.Ordinal)));
        Assert.Equal(0, _office.Asked);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> condition) => await Eventually.IsTrue(() =>
    {
        time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    /// <summary>What an earlier run had got.</summary>
    private void Lay(string version, byte[] part)
    {
        Directory.CreateDirectory(_folder["update"]);
        File.WriteAllBytes(Part, part);
        File.WriteAllText($"{Part}.version", version);
    }

    private void Start(TimeProvider time, string? authority = null)
    {
        var clock = new KioskClock(time, Guid.NewGuid(), () => ClockQuality.Synced);
        var loop = new UpdateLoop(
            "1.0.0", AskEvery, new TlsOptions(authority ?? _authority.CaFile, _folder["own.pem"], _folder["own.key.pem"], CheckHostName: true), new OfficeAddress("localhost", _office.Port),
            new ReleaseInbox(_folder.Path), new EnrolmentClient(clock, () => DateTimeOffset.UnixEpoch), clock, new LoopRounds(time).Register("updates", TimeSpan.FromSeconds(40)), () => 0, _log);
        _loop = loop.RunAsync(_stop.Token);
    }

    private sealed class LogLines : ILogger<UpdateLoop>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }
}
