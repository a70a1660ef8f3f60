using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>A network with certificates as an operator makes it: <c>trust init</c>, mosquitto, the office, <c>station add</c>, <c>enrol</c>.</summary>
internal sealed partial class TrustedNetwork : IAsyncDisposable
{
    public const string Station = "west-gate";

    private readonly TempFolder _folder = new();
    private readonly PseudoTerminal _reader = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly int _officePort = LoopbackPort.Free(), _kioskPort = LoopbackPort.Free(), _brokerPort = LoopbackPort.Free(), _enrolmentPort = LoopbackPort.Free();
    private MosquittoProcess? _broker;
    private ProgramProcess? _office;

    public ProgramProcess? Kiosk { get; private set; }

    /// <summary>The kiosk that enrols and runs; as it was built beside the tests if not said.</summary>
    public string Program { get; init; } = "station-kiosk";

    /// <summary>The code that <c>station add</c> printed.</summary>
    public string Code { get; private set; } = "";

    public string KioskFolder => _folder["kiosk"];

    public string Pair => Path.Combine(KioskFolder, "identity", "station.pem");

    public string this[string name] => _folder[name];

    public static async Task<TrustedNetwork> StartAsync(TimeSpan stationLife, string program = "station-kiosk")
    {
        SystemTools.Need("mosquitto");
        SystemTools.Need("gcc");
        Skip.IfNot(File.Exists("/usr/include/mosquitto_broker.h") && File.Exists("/usr/include/mosquitto.h"), "mosquitto's headers are not installed: apt-get install mosquitto-dev libmosquitto-dev");
        var network = new TrustedNetwork { Program = program };
        await network.MakeAsync(stationLife);
        return network;
    }

    public async Task<string> OfficeCommandAsync(params string[] arguments)
    {
        var (exit, output) = await ProgramProcess.RunAsync("station-office", [.. arguments, "--config", _folder["office.json"]]);
        Assert.True(exit == 0, output);
        return output;
    }

    /// <summary><c>station-kiosk enrol -</c>, the code from standard input.</summary>
    public async Task<(int Exit, string Output)> EnrolAsync(string code, string config = "kiosk.json")
    {
        string[] enrol = ["enrol", "-", "--config", _folder[config]];
        var start = new ProcessStartInfo(Path.IsPathFullyQualified(Program) ? Program : "dotnet", Path.IsPathFullyQualified(Program) ? enrol : [ProgramProcess.PathOf(Program), .. enrol])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        string processList = await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline");
        Assert.DoesNotContain(code[..20], processList, StringComparison.Ordinal);
        await process.StandardInput.WriteLineAsync(code);
        process.StandardInput.Close();
        string[] words = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(words));
    }

    /// <summary>Settings of another device, whose data lies in a folder of its own.</summary>
    public void WriteKioskConfig(string config, string data, int port) => File.WriteAllText(_folder[config], $$"""
        {
          "Data": { "Folder": "{{_folder[data]}}" },
          "Panel": { "Url": "http://127.0.0.1:{{port}}" },
          "Broker": { "RetryDelayMin": "00:00:00.100", "RetryDelayMax": "00:00:01", "ReceiptWithin": "00:00:10" },
          "Readers": [ { "Name": "door", "Kind": "serial", "Port": "{{_reader.Path}}" } ]
        }
        """);

    public async Task StartKioskAsync()
    {
        Kiosk = ProgramProcess.Start(Program, "run", "--config", _folder["kiosk.json"]);
        await UntilHealthyAsync(_kioskPort, Kiosk);
    }

    /// <summary>Holds up a badge and waits for the visit to be in the journal.</summary>
    public async Task ScanAsync(string badge)
    {
        int before = (await StatusAsync("/api/visits")).GetArrayLength();
        _reader.Write(System.Text.Encoding.ASCII.GetBytes(badge + "\r"));
        await Eventually.IsTrue(async () => (await StatusAsync("/api/visits")).GetArrayLength() == before + 1);
    }

    public async Task UntilEverythingHasAReceiptAsync() => await Eventually.IsTrue(
        async () => (await StatusAsync()).GetProperty("health").GetProperty("journal").GetProperty("backlog").GetInt64() == 0, TimeSpan.FromSeconds(120));

    public Task<JsonElement> StatusAsync(string path = "/api/status") => _http.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{_kioskPort}{path}"));

    /// <summary>The kiosk's page.</summary>
    public Task<string> PageAsync() => _http.GetStringAsync(new Uri($"http://127.0.0.1:{_kioskPort}/"));

    /// <summary>As station-broker-restart.path does it: once the office asks for it, the broker starts anew, and with it the revocation list counts.</summary>
    public async Task EndSessionsWhenAskedAsync()
    {
        await Eventually.IsTrue(() => File.Exists(Path.Combine(_folder["trust"], "broker", "end-sessions")));
        await _broker!.Kill();
        await _broker.StartAgain();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { Kiosk, _office }.OfType<ProgramProcess>())
        {
            await process.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _http.Dispose();
        _reader.Dispose();
        _folder.Dispose();
    }

    private async Task MakeAsync(TimeSpan stationLife)
    {
        using (var build = Process.Start(Repository.PathOf("provisioning/mosquitto/build.sh"), _folder["station_gate.so"]))
        {
            await build.WaitForExitAsync();
            Assert.Equal(0, build.ExitCode);
        }

        await File.WriteAllTextAsync(_folder["office.json"], $$"""
            {
              "Store": { "Path": "{{_folder["office.db"]}}" },
              "Http": { "Url": "http://127.0.0.1:{{_officePort}}" },
              "Badges": { "KeyFolder": "{{_folder.Path}}" },
              "Trust": { "StationLife": "{{stationLife:c}}" }
            }
            """);
        var (exit, output) = await ProgramProcess.RunAsync(
            "station-office", "trust", "init", "--out", _folder["trust"], "--host", "localhost", "--broker-port", $"{_brokerPort}", "--enrolment-port", $"{_enrolmentPort}",
            "--plugin", _folder["station_gate.so"]);
        Assert.True(exit == 0, output);
        Directory.CreateDirectory(_folder["office.d"]);
        File.Copy(Path.Combine(_folder["trust"], "office.json"), Path.Combine(_folder["office.d"], "trust.json"));
        string mosquitto = Path.Combine(_folder["trust"], "broker", "mosquitto.conf");
        if (Environment.IsPrivilegedProcess)
        {
            // mosquitto started by root gives root up; the test's folder is root's.
            await File.AppendAllTextAsync(mosquitto, "user root\n");
        }

        _broker = await MosquittoProcess.StartWith(mosquitto, _brokerPort);
        string added = await OfficeCommandAsync("station", "add", Station, "--name", "West Gate");
        Code = CodeOf(added);
        _office = ProgramProcess.Start("station-office", "run", "--config", _folder["office.json"]);
        await UntilHealthyAsync(_officePort, _office);
        WriteKioskConfig("kiosk.json", "kiosk", _kioskPort);
    }

    public static string CodeOf(string output) => CodeLine().Match(output) is { Success: true } match ? match.Value : throw new InvalidOperationException($"no code in: {output}");

    private async Task UntilHealthyAsync(int port, ProgramProcess process) => await Eventually.IsTrue(async () =>
    {
        Assert.False(process.HasExited, string.Join('\n', process.Lines));
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    [GeneratedRegex("SKE1[A-Z2-7-]+", RegexOptions.None, 1000)]
    private static partial Regex CodeLine();
}
