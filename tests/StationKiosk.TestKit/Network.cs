using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace StationKiosk.TestKit;

/// <summary>What a <see cref="Network"/> is made of.</summary>
/// <param name="Broker">A real broker that kiosk and office meet at; null for the office's own.</param>
/// <param name="Readers">The kiosk's <c>Readers</c>, as JSON.</param>
public sealed record NetworkPlan(MosquittoProcess? Broker, string Readers)
{
    /// <summary>The kiosk that runs; as it was built beside the tests if not said.</summary>
    public ProgramStart Kiosk { get; init; } = new("station-kiosk");

    /// <summary>The office that runs.</summary>
    public ProgramStart Office { get; init; } = new("station-office");

    /// <summary>Where the kiosk's data lies; in the network's own folder if not said.</summary>
    public string? KioskData { get; init; }

    /// <summary>The folder of the office's store; the network's own if not said.</summary>
    public string? OfficeData { get; init; }
}

/// <summary>An office, a broker and a kiosk as real processes in a folder of the test's own; each can be killed and started again.</summary>
public sealed class Network : IAsyncDisposable
{
    public const string Station = "west-gate";

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly int _officePort = LoopbackPort.Free();
    private readonly int _kioskPort = LoopbackPort.Free();
    private readonly NetworkPlan _plan;

    private Network(NetworkPlan plan)
    {
        _plan = plan;
        BrokerPort = plan.Broker?.Port ?? LoopbackPort.Free();
        KioskData = plan.KioskData ?? _folder["kiosk"];
        OfficeStore = Path.Combine(plan.OfficeData ?? _folder.Path, "office.db");
    }

    public ProgramProcess? Office { get; private set; }

    public ProgramProcess? Kiosk { get; private set; }

    /// <summary>The external broker; null where the office has its own.</summary>
    public MosquittoProcess? Broker => _plan.Broker;

    public string Folder => _folder.Path;

    public int BrokerPort { get; }

    /// <summary>The kiosk's data folder.</summary>
    public string KioskData { get; }

    /// <summary>The office's store, a file.</summary>
    public string OfficeStore { get; }

    /// <summary>The issuer's private key, as the office made it.</summary>
    public string IssuerKey => Directory.GetFiles(_folder["issuer"], "*.key.pem").Single();

    private string OfficeConfig => _folder["office.json"];

    private string KioskConfig => _folder["kiosk.json"];

    /// <summary>Makes the issuer's key, registers the station, writes the configurations; starts nothing.</summary>
    /// <param name="external">Whether kiosk and office meet at a real mosquitto instead of the office's own broker.</param>
    /// <param name="readers">The kiosk's <c>Readers</c>, as JSON.</param>
    /// <param name="mosquitto">More of mosquitto's settings.</param>
    public static async Task<Network> CreateAsync(bool external, string readers, string mosquitto = "") =>
        await CreateAsync(new NetworkPlan(external ? await MosquittoProcess.Start(mosquitto) : null, readers));

    /// <summary>Makes the issuer's key, registers the station, writes the configurations; starts nothing. The plan's broker goes with it.</summary>
    public static async Task<Network> CreateAsync(NetworkPlan plan)
    {
        var network = new Network(plan);
        await network.WriteConfigAsync(plan.Readers);
        await OfficeCommandAsync("badge", "keygen", "--out", network._folder["issuer"]);
        Directory.CreateDirectory(network._folder["keys"]);
        string publicKey = Directory.GetFiles(network._folder["issuer"], "*.pub.pem").Single();
        File.Copy(publicKey, Path.Combine(network._folder["keys"], Path.GetFileName(publicKey)));
        await OfficeCommandAsync("station", "add", Station, "--name", "West Gate", "--zone", "hall:rest:20", "--config", network.OfficeConfig);
        return network;
    }

    /// <summary>Badges as the office's own command issues them.</summary>
    public async Task<string[]> IssueBadgesAsync(int count)
    {
        string file = _folder[$"badges-{Guid.NewGuid():N}.txt"];
        await OfficeCommandAsync(
            "badge", "issue", "--key", IssuerKey, "--category", "courier", "--days", "30", "--count", count.ToString(CultureInfo.InvariantCulture), "--format", "text", "--out", file);
        return await File.ReadAllLinesAsync(file);
    }

    public async Task StartOfficeAsync()
    {
        Office = ProgramProcess.Start(_plan.Office, "run", "--config", OfficeConfig);
        await UntilHealthyAsync(_officePort, Office);
    }

    public Task StartKioskAsync() => StartKioskAsync(_plan.Kiosk);

    /// <summary>Starts the kiosk in another way than the plan says.</summary>
    public async Task StartKioskAsync(ProgramStart kiosk)
    {
        Kiosk = ProgramProcess.Start(kiosk, "run", "--config", KioskConfig);
        await UntilHealthyAsync(_kioskPort, Kiosk);
        await Eventually.IsTrue(async () => (await KioskAsync("/api/status")).GetProperty("health").GetProperty("devices").EnumerateArray()
            .All(device => device.GetProperty("state").GetString() != "starting"));
    }

    public Task<JsonElement> KioskAsync(string path) => GetAsync(_kioskPort, path);

    public Task<JsonElement> OfficeAsync(string path) => GetAsync(_officePort, path);

    public Uri OfficeUrl(string path) => new($"http://127.0.0.1:{_officePort}{path}");

    public async Task<JsonElement> StationAsync() =>
        (await OfficeAsync("/api/stations")).GetProperty("stations").EnumerateArray().Single(station => station.GetProperty("id").GetString() == Station);

    public Task<(int Exit, string Output)> KioskCommandAsync(params string[] arguments) => ProgramProcess.RunAsync("station-kiosk", [.. arguments, "--config", KioskConfig]);

    /// <summary>Runs a command of the office on its store, as it is.</summary>
    public Task<(int Exit, string Output)> RunOfficeAsync(params string[] arguments) => ProgramProcess.RunAsync("station-office", [.. arguments, "--config", OfficeConfig]);

    /// <summary>How often each pseudonym's visit is in the office's store.</summary>
    public Task<Dictionary<string, int>> StoredVisitsAsync() => CopyOfStoreAsync(VisitsIn);

    /// <summary>What a copy of the office's store holds, read by SQLite alone, without the office's code.</summary>
    public async Task<T> CopyOfStoreAsync<T>(Func<SqliteConnection, T> read)
    {
        using var folder = new TempFolder();
        var (exit, output) = await RunOfficeAsync("store", "copy", folder["copy.db"]);
        return exit == 0 ? ReadCopy(folder["copy.db"], read) : throw new InvalidOperationException(output);
    }

    /// <summary>Reads a copy of an office's store.</summary>
    public static T ReadCopy<T>(string path, Func<SqliteConnection, T> read)
    {
        using var copy = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        copy.Open();
        return read(copy);
    }

    /// <summary>How often each pseudonym's visit is in a copy of an office's store.</summary>
    public static Dictionary<string, int> VisitsIn(SqliteConnection copy)
    {
        using var select = copy.CreateCommand();
        select.CommandText = "SELECT sub, count(*) FROM visit WHERE counted = 1 GROUP BY sub";
        using var row = select.ExecuteReader();
        var visits = new Dictionary<string, int>(StringComparer.Ordinal);
        while (row.Read())
        {
            visits[row.GetString(0)] = row.GetInt32(1);
        }

        return visits;
    }

    public async Task UntilEverythingHasAReceiptAsync() =>
        await Eventually.IsTrue(
            async () => (await KioskAsync("/api/status")).GetProperty("health").GetProperty("journal").GetProperty("backlog").GetInt64() == 0,
            TimeSpan.FromSeconds(120));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { Kiosk, Office }.OfType<ProgramProcess>())
        {
            await process.DisposeAsync();
        }

        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    private async Task<JsonElement> GetAsync(int port, string path) => await _http.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{port}{path}"));

    private async Task UntilHealthyAsync(int port, ProgramProcess process) => await Eventually.IsTrue(async () =>
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"it ended before it was healthy:\n{string.Join('\n', process.Lines)}");
        }

        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Not there yet, or so busy starting that it does not answer yet.
            return false;
        }
    });

    private static async Task OfficeCommandAsync(params string[] arguments)
    {
        var (exit, output) = await ProgramProcess.RunAsync("station-office", arguments);
        if (exit != 0)
        {
            throw new InvalidOperationException(output);
        }
    }

    private async Task WriteConfigAsync(string readers)
    {
        await File.WriteAllTextAsync(OfficeConfig, $$"""
            {
              "Store": { "Path": "{{OfficeStore}}" },
              "Http": { "Url": "http://127.0.0.1:{{_officePort}}" },
              "Broker": { "Mode": "{{(Broker is null ? "embedded" : "external")}}", {{(Broker is null ? "" : "\"Host\": \"127.0.0.1\", ")}}"Port": {{BrokerPort}} },
              "Badges": { "KeyFolder": "{{_folder["keys"]}}" },
              "Users": { "SignIn": "off" }
            }
            """);
        await File.WriteAllTextAsync(KioskConfig, $$"""
            {
              "Station": { "Id": "{{Station}}" },
              "Data": { "Folder": "{{KioskData}}" },
              "Panel": { "Url": "http://127.0.0.1:{{_kioskPort}}" },
              "Broker": { "Port": {{BrokerPort}}, "RetryDelayMin": "00:00:00.100", "RetryDelayMax": "00:00:01", "ReceiptWithin": "00:00:05" },
              "Gpio": { "Driver": "simulated" },
              "Zones": [ { "Name": "hall", "Service": "rest", "Capacity": 20 } ],
              "Sensors": [ { "Name": "hall-door", "Kind": "beam-pair", "Zone": "hall", "Line": 17, "SecondLine": 27 } ],
              "Readers": [ {{readers}} ]
            }
            """);
    }
}
