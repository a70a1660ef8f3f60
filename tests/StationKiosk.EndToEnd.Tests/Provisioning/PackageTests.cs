using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>The Debian packages and the systemd units, as far as they can be judged without installing them.</summary>
public sealed partial class PackageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("station-kiosk")]
    [InlineData("station-office")]
    [InlineData("station-broker")]
    public async Task A_unit_exposes_little_of_the_machine(string unit)
    {
        SystemTools.Need("systemd-analyze");
        var (exit, words) = await RunAsync("systemd-analyze", "security", "--offline=true", Repository.PathOf($"provisioning/systemd/{unit}.service"));
        Assert.True(exit == 0, words);
        double exposure = double.Parse(Exposure().Match(words).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(exposure is > 0 and <= 1.6, $"{unit}: exposure {exposure}");
    }

    [SkippableFact]
    public async Task The_same_programs_make_the_same_packages_byte_for_byte_and_no_secret_is_in_them()
    {
        SystemTools.Need("dpkg-deb");
        SystemTools.Need("gcc");
        Skip.IfNot(File.Exists("/usr/include/mosquitto_broker.h") && File.Exists("/usr/include/mosquitto.h"), "mosquitto's headers are not installed: apt-get install mosquitto-dev libmosquitto-dev");
        foreach (string name in (string[])["kiosk", "office"])
        {
            // What the compiler makes is a test of its own; here it is the packing.
            Directory.CreateDirectory(_folder[$"published/{name}"]);
            await File.WriteAllTextAsync(_folder[$"published/{name}/station-{name}"], "#!/bin/sh\necho a program\n");
            File.SetUnixFileMode(_folder[$"published/{name}/station-{name}"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (string once in (string[])["first", "second"])
        {
            var (exit, words) = await RunAsync("/bin/bash", Repository.PathOf("provisioning/deb/build.sh"), "--published", _folder["published"], "--out", _folder[once]);
            Assert.True(exit == 0, words);
        }

        string[] packages = [.. Directory.GetFiles(_folder["first"]).Order(StringComparer.Ordinal)];
        Assert.Equal(2, packages.Length);
        foreach (string package in packages)
        {
            Assert.Equal(await File.ReadAllBytesAsync(package), await File.ReadAllBytesAsync(Path.Combine(_folder["second"], Path.GetFileName(package))));
            string unpacked = _folder[$"unpacked-{Path.GetFileName(package)}"];
            Assert.Equal(0, (await RunAsync("dpkg-deb", "--raw-extract", package, unpacked)).Exit);
            Assert.DoesNotContain(Directory.GetFiles(unpacked, "*", SearchOption.AllDirectories), file => file.EndsWith(".pem", StringComparison.Ordinal) || File.ReadAllText(file).Contains("PRIVATE KEY-----", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_repository_holds_no_private_key()
    {
        // Put together here, so that this file does not find itself.
        string mark = "PRIVATE " + "KEY-----\nM";
        Assert.All(Repository.Files("", ".cs", ".md", ".json", ".pem", ".sh", ".py", ".yaml"), file => Assert.DoesNotContain(mark, Repository.Text(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_package_knows_the_version_of_the_journal_that_its_program_writes()
    {
        await using (var kiosk = await LoneKiosk.StartAsync("station-kiosk"))
        {
            using var journal = new SqliteConnection($"Data Source={kiosk.JournalFile};Mode=ReadOnly;Pooling=False");
            journal.Open();
            using var ask = journal.CreateCommand();
            ask.CommandText = "PRAGMA user_version";
            Assert.Equal(File.ReadAllText(Repository.PathOf("provisioning/deb/kiosk/journal-version")).Trim(), ask.ExecuteScalar()!.ToString());
        }
    }

    private static async Task<(int Exit, string Words)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        string[] words = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(words));
    }

    [GeneratedRegex(@"exposure level for \S+: ([0-9.]+)", RegexOptions.None, 1000)]
    private static partial Regex Exposure();
}
