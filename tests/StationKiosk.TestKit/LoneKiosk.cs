using System.Diagnostics;
using System.Text;

namespace StationKiosk.TestKit;

/// <summary>A kiosk process without a broker, in a folder of its own: simulated sensors and one serial reader, <c>door</c>.</summary>
public sealed class LoneKiosk : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(1);

    private readonly TempFolder _folder = new();
    private readonly PseudoTerminal _reader = new();
    private readonly HttpClient _http = new();
    private ProgramProcess? _process;

    private LoneKiosk(string? data) => Data = data ?? _folder["data"];

    public ProgramProcess Process => _process!;

    public string JournalFile => Path.Combine(Data, "journal.db");

    /// <summary>Where its pages are.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The configuration it runs with, for commands.</summary>
    public string Config => _folder["kiosk.json"];

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    /// <summary>From its start to the first 200 of <c>/healthz</c>.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <param name="program"><c>station-kiosk</c> as it was built beside this program, or the path of a binary.</param>
    /// <param name="keys">What the office said on <c>network/keys</c>, if the kiosk is to know it.</param>
    /// <param name="data">A data folder that is there already; one of its own if not said.</param>
    public static Task<LoneKiosk> StartAsync(string program, byte[]? keys = null, string? data = null) => StartAsync(new ProgramStart(program), keys, data);

    public static async Task<LoneKiosk> StartAsync(ProgramStart program, byte[]? keys = null, string? data = null)
    {
        var kiosk = new LoneKiosk(data);
        try
        {
            await kiosk.StartAsync(program, LoopbackPort.Free(), keys);
            return kiosk;
        }
        catch
        {
            await kiosk.DisposeAsync();
            throw;
        }
    }

    /// <summary>Holds badges before the reader and waits for the answers: <c>Welcome</c>, <c>WelcomeAgain</c> or <c>Refused</c>.</summary>
    public async Task<IReadOnlyList<string>> ScanAsync(params IReadOnlyList<string> badges)
    {
        int before = Answers().Count;
        foreach (string badge in badges)
        {
            _reader.Write(Encoding.ASCII.GetBytes(badge + "\r"));
        }

        await Eventually.IsTrue(() => Answers().Count >= before + badges.Count);
        return Answers()[before..];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _http.Dispose();
        _reader.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync(ProgramStart program, int port, byte[]? keys)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        await File.WriteAllTextAsync(Config, Settings(port));
        if (keys is not null)
        {
            Directory.CreateDirectory(Data);
            await File.WriteAllBytesAsync(Path.Combine(Data, "network-keys.json"), keys);
        }

        long start = Stopwatch.GetTimestamp();
        _process = ProgramProcess.Start(program, "run", "--config", Config);
        while (!await IsHealthyAsync(port))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Eventually.Limit)
            {
                throw new InvalidOperationException($"{program.Program} never became healthy:\n{string.Join('\n', _process.Lines)}");
            }

            await Task.Delay(AskEvery, TimeProvider.System);
        }

        StartTook = Stopwatch.GetElapsedTime(start);
    }

    private async Task<bool> IsHealthyAsync(int port)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private List<string> Answers() =>
        [.. Process.Lines.Select(line => line.Split("scan at door: ")).Where(parts => parts.Length == 2).Select(parts => parts[1].Split(' ')[0])];

    private string Settings(int port) => $$"""
        {
          "Station": { "Id": "lone-kiosk" },
          "Data": { "Folder": "{{Data}}" },
          "Panel": { "Url": "http://127.0.0.1:{{port}}" },
          "Broker": { "Port": {{LoopbackPort.Free()}} },
          "Gpio": { "Driver": "simulated" },
          "Zones": [ { "Name": "hall", "Service": "rest", "Capacity": 20 } ],
          "Sensors": [ { "Name": "hall-door", "Kind": "beam-pair", "Zone": "hall", "Line": 17, "SecondLine": 27 } ],
          "Readers": [ { "Name": "door", "Kind": "serial", "Port": "{{_reader.Path}}" } ]
        }
        """;
}
