using StationKiosk.TestKit;

namespace StationKiosk.Bench.Intake;

/// <summary>The office's process at a real mosquitto, with stations registered.</summary>
internal sealed class BenchOffice : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private ProgramProcess? _process;

    public async Task StartAsync(int brokerPort, IEnumerable<SendingStation> stations)
    {
        string config = _folder["office.json"];
        int port = LoopbackPort.Free();
        await File.WriteAllTextAsync(config, $$"""
            {
              "Store": { "Path": "{{_folder["office.db"]}}" },
              "Http": { "Url": "http://127.0.0.1:{{port}}" },
              "Broker": { "Mode": "external", "Host": "127.0.0.1", "Port": {{brokerPort}} },
              "Badges": { "KeyFolder": "{{Directory.CreateDirectory(_folder["keys"]).FullName}}" }
            }
            """);
        foreach (var station in stations)
        {
            var (exit, output) = await ProgramProcess.RunAsync("station-office", "station", "add", station.Id.Value, "--name", "Bench", "--zone", "hall:rest:20", "--config", config);
            if (exit != 0)
            {
                throw new InvalidOperationException(output);
            }
        }

        _process = ProgramProcess.Start("station-office", "run", "--config", config);
        await Eventually.IsTrue(() => _process.HasExited ? throw new InvalidOperationException(string.Join('\n', _process.Lines)) : LoopbackPort.Answers(port));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
