using System.Globalization;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.Office.Tests.Intake;

/// <summary>Two offices as processes on one store collect from a real mosquitto; one of them is killed under load.</summary>
public sealed class CollectorTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Events = 2_000;
    private const int BatchEvents = 10;

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ProgramProcess> _offices = [];
    private MosquittoProcess? _broker;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var office in _offices)
        {
            await office.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Two_collectors_share_the_events_and_when_one_is_killed_every_event_is_stored_once_and_the_receipt_says_so()
    {
        SystemTools.Need("mosquitto");
        _broker = await MosquittoProcess.Start();
        int[] ports = [LoopbackPort.Free(), LoopbackPort.Free()];
        await StartCollector("a", ports[0]);
        await StartCollector("b", ports[1]);
        await using var station = await TestStation.Connect(_broker.Port);
        await station.SendState(online: true);

        await SendAsync(station, 1, Events / 2);
        await Eventually.IsTrue(async () => await StoredBy(ports[0]) > 0 && await StoredBy(ports[1]) > 0);
        var (byFirst, bySecond) = (await StoredBy(ports[0]), await StoredBy(ports[1]));
        var sending = SendAsync(station, (Events / 2) + 1, Events);
        await Eventually.IsTrue(() => station.Receipt?.Through > Events / 2);
        await _offices[0].KillAsync();
        await sending;
        int resent = await ResendUntilComplete(station);

        using var store = OfficeStore.Open(_folder["office.db"]);
        output.WriteLine($"before the kill one had stored {byFirst}, the other {bySecond}; {resent} events sent again");
        Assert.Equal(Events, store.Read(tables => tables.Visits.Of("west-gate")).Count);
        Assert.Equal($"1-{Events}", store.Read(tables => tables.Epochs.All()).Single().Held.ToString());
        await using var late = await TestStation.Connect(_broker.Port, "west-gate");
        await Eventually.IsTrue(() => late.Receipt is { Through: Events, Missing.Count: 0 });
    }

    /// <summary>As a kiosk does: what a receipt names as missing, and what lies beyond it.</summary>
    private static async Task<int> ResendUntilComplete(TestStation station)
    {
        int resent = 0;
        while (station.Receipt is not { Through: Events, Missing.Count: 0 })
        {
            var receipt = station.Receipt!;
            foreach (var range in receipt.Missing.Append(new SeqRange(receipt.Through + 1, Events)).Where(range => range.To >= range.From).ToList())
            {
                await SendAsync(station, range.From, range.To);
                resent += (int)range.Count;
            }

            await Eventually.IsTrue(() => station.Receipt != receipt);
        }

        return resent;
    }

    private static async Task SendAsync(TestStation station, long from, long to)
    {
        for (long first = from; first <= to; first += BatchEvents)
        {
            await station.Send(Samples.Visits(first, Math.Min(to, first + BatchEvents - 1)));
        }
    }

    private async Task StartCollector(string name, int port)
    {
        string config = _folder[$"office-{name}.json"];
        await File.WriteAllTextAsync(config, $$"""
            {
              "Store": { "Path": "{{_folder["office.db"]}}" },
              "Http": { "Url": "http://127.0.0.1:{{port}}" },
              "Broker": { "Mode": "external", "Host": "127.0.0.1", "Port": {{_broker!.Port}}, "Collector": "{{name}}" },
              "Badges": { "KeyFolder": "{{_folder["keys"]}}" }
            }
            """);
        var office = ProgramProcess.Start("station-office", "run", "--config", config);
        _offices.Add(office);
        await Eventually.IsTrue(async () =>
        {
            Assert.False(office.HasExited, string.Join('\n', office.Lines));
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
    }

    private async Task<long> StoredBy(int port)
    {
        string metrics = await _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        const string Name = "\noffice_events_stored_total ";
        int at = metrics.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return long.Parse(metrics.AsSpan(at, metrics.IndexOf('\n', at) - at), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
