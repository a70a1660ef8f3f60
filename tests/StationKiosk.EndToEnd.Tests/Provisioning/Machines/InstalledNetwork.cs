using System.Text.Json;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>Two machines that were installed from the packages as OPERATIONS.md says it: the office with its broker, and a station with a reader.</summary>
internal sealed class InstalledNetwork : IAsyncDisposable
{
    public const string Name = "west-gate";

    private const string OfficeConfig = "--config /etc/station-office/office.json";

    private readonly TempFolder _folder = new();
    private readonly PseudoTerminal _reader = new();
    private readonly string[] _stationOptions;

    private InstalledNetwork(string[] stationOptions) => _stationOptions = stationOptions;

    public Machine Office { get; private set; } = null!;

    public Machine Station { get; private set; } = null!;

    public DebianPackages Packages { get; private set; } = null!;

    /// <summary>Badges of the network's issuer.</summary>
    public Queue<string> Badges { get; private set; } = null!;

    public TempFolder Folder => _folder;

    /// <summary>Installs both, enrols nothing.</summary>
    /// <param name="output">Where it tells what it does.</param>
    /// <param name="stationOptions">More for the station's systemd-nspawn(1).</param>
    public static async Task<InstalledNetwork> InstallAsync(ITestOutputHelper output, params string[] stationOptions)
    {
        await MachineImage.Ready.NeedAsync();
        var network = new InstalledNetwork(stationOptions) { Packages = await DebianPackages.NeedAsync() };
        try
        {
            output.WriteLine(network.Packages.Said);
            await network.InstallOfficeAsync();
            await network.InstallStationAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Installs the office; the station is a stock machine with a reader and what its card holds, and is not switched on yet.</summary>
    public static async Task<InstalledNetwork> WithCardAsync(ITestOutputHelper output, Func<InstalledNetwork, Task<IReadOnlyList<string>>> card)
    {
        await MachineImage.Ready.NeedAsync();
        await MachineImage.Stock.NeedAsync();
        var network = new InstalledNetwork([]) { Packages = await DebianPackages.NeedAsync() };
        try
        {
            output.WriteLine(network.Packages.Said);
            await network.InstallOfficeAsync();
            network.LendReader();
            network.Station = await Machine.OfAsync(MachineImage.Stock, network.Office, [$"--bind={network._reader.Path}:/dev/ttyACM0", .. await card(network)]);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Installs both and enrols the station.</summary>
    /// <inheritdoc cref="InstallAsync"/>
    public static async Task<InstalledNetwork> EnrolledAsync(ITestOutputHelper output, params string[] stationOptions)
    {
        var network = await InstallAsync(output, stationOptions);
        string enrolled = (await network.EnrolAsync(await network.NewCodeAsync())).Good();
        output.WriteLine(enrolled);
        ProvisioningLog.Add("enrolment", enrolled.Trim().Split('\n')[^1]);
        return network;
    }

    /// <summary>A single-use code, as the office prints it.</summary>
    public async Task<string> NewCodeAsync() => TrustedNetwork.CodeOf(await OfficeAsync($"station code {Name}"));

    /// <summary>What a technician does on the device with the code.</summary>
    public Task<HostCommand> EnrolAsync(string code) => Station.RunWithAsync($"{code}\n", "station-kiosk", "enrol", "-");

    /// <summary>A command of the office's, as its own user.</summary>
    public Task<string> OfficeAsync(string command) => Office.DoAsync($"cd /; setpriv --reuid station-office --regid station-office --init-groups station-office {command} {OfficeConfig}");

    /// <summary>Holds up a badge and waits for the visit to be in the journal.</summary>
    public async Task ScanAsync()
    {
        long before = await LastSeqAsync();
        _reader.Write(System.Text.Encoding.ASCII.GetBytes($"{Badges.Dequeue()}\r"));
        await Eventually.IsTrue(async () => await LastSeqAsync() > before);
    }

    /// <summary>Waits until the kiosk runs, its reader is ready and the office has everything.</summary>
    public async Task UntilAllIsWellAsync()
    {
        _reader.ForgetWhoHadIt();
        try
        {
            await Eventually.IsTrue(
                async () => await StatusAsync() is { } status && status.GetProperty("health").GetProperty("journal").GetProperty("backlog").GetInt64() == 0
                    && status.GetProperty("truth").GetProperty("state").GetString() == "ok",
                TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(await Station.DoAsync("station-kiosk status || true; systemctl status 'station-kiosk*' --no-pager || true; journalctl --no-pager --lines 60"), e);
        }
    }

    /// <summary>The kiosk's own word; null while it does not answer.</summary>
    public async Task<JsonElement?> StatusAsync()
    {
        var answer = await Station.RunAsync("station-kiosk", "status", "--json");
        return answer.Exit == 3 ? null : JsonSerializer.Deserialize<JsonElement>(answer.Words);
    }

    /// <summary>Visits that the office counts for the station.</summary>
    public async Task<int> VisitsAtOfficeAsync() => (await OfficeAsync("report --from 2025-01-01 --to 2034-12-31 --by station --format csv")) is { } report
        && report.Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line ? int.Parse(line.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>The kiosk's process in its machine.</summary>
    public async Task<string> KioskPidAsync() => (await Station.DoAsync("systemctl show --property MainPID --value station-kiosk")).Trim();

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in new[] { Station, Office }.OfType<Machine>())
        {
            await machine.DisposeAsync();
        }

        _reader.Dispose();
        _folder.Dispose();
    }

    /// <summary>A blank device, with the package, takes the station's place; the one before is off.</summary>
    public async Task SwapStationAsync()
    {
        await Station.DisposeAsync();
        await InstallStationAsync();
    }

    private async Task<long> LastSeqAsync() => await StatusAsync() is { } status ? status.GetProperty("health").GetProperty("journal").GetProperty("lastSeq").GetInt64() : long.MaxValue;

    private async Task InstallOfficeAsync()
    {
        Office = await Machine.BootAsync();
        await Office.PutAsync(Packages.Office, "/root/office.deb");
        await Office.DoAsync("""
            dpkg --install /root/office.deb
            as_office="setpriv --reuid station-office --regid station-office --init-groups"
            cd /
            $as_office station-office trust init --out /var/lib/station-office/trust --host localhost
            ln -s /var/lib/station-office/trust/office.json /etc/station-office/office.d/trust.json
            $as_office station-office badge keygen --out /var/lib/station-office/issuer
            cp /var/lib/station-office/issuer/*.pub.pem /var/lib/station-office/keys/
            systemctl restart station-broker station-office
            """);
        await OfficeAsync($"station add {Name} --name 'West Gate' --zone hall:rest:20");
        string badges = await Office.DoAsync("cd /; station-office badge issue --key /var/lib/station-office/issuer/*.key.pem --category courier --days 30 --count 50 --format text --out /root/badges; cat /root/badges");
        Badges = new Queue<string>(badges.Split('\n').Where(line => line.StartsWith("SK", StringComparison.Ordinal)));
    }

    /// <summary>The reader's line is a terminal of this machine's, which the container gets as if a scanner was plugged in.</summary>
    private void LendReader() => File.SetUnixFileMode(_reader.Path, (UnixFileMode)0x1B6);

    private async Task InstallStationAsync()
    {
        LendReader();
        Station = await Machine.BootAsync(Office, [$"--bind={_reader.Path}:/dev/ttyACM0", .. _stationOptions]);
        await Station.PutAsync(Packages.Kiosk, "/root/kiosk.deb");
        await Station.DoAsync("""
            dpkg --install /root/kiosk.deb
            sed -i 's|"Readers": .*|"Readers": [ { "Name": "door", "Kind": "serial", "Port": "/dev/ttyACM0" } ]|' /etc/station-kiosk/kiosk.json
            """);
    }
}
