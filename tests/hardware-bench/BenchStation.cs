using System.Text;
using System.Text.Json;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>
/// One station for all cases: the package installed in the guest, run by its own unit, with everything a station can be wired to, and a reader, a
/// sensor and a lamp that are not there.
/// </summary>
public sealed class BenchStation : IAsyncLifetime
{
    /// <summary>Line numbers as in <c>station.json</c>.</summary>
    public const int OuterBeam = 17, InnerBeam = 27, Motion = 4, Red = 5, Green = 6, Lock = 16, Help = 26;

    private readonly TestBadges _issuer = new();
    private readonly HttpClient _http = new() { Timeout = Patiently.Limit };
    private readonly Lazy<Task> _begun;
    private Guest? _guest;

    public BenchStation() => _begun = new Lazy<Task>(BeginAsync);

    internal Guest Guest => _guest!;

    /// <summary>Boots it before the first case; skips the test, by name, where that cannot be.</summary>
    public Task NeedAsync() => _begun.Value;

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_guest is not null)
        {
            await _guest.DisposeAsync();
        }

        _http.Dispose();
        _issuer.Dispose();
    }

    /// <summary>A badge that nobody has shown yet.</summary>
    public string NewBadge()
    {
        var now = TimeProvider.System.GetUtcNow();
        return _issuer.Text(TestBadges.Badge(now.AddDays(-1), now.AddDays(30)));
    }

    /// <summary>The kiosk's own word.</summary>
    public async Task<JsonElement> StatusAsync() => JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync(new Uri(Guest.Pages, "api/status")));

    /// <summary>Visits in the journal since midnight.</summary>
    public async Task<long> VisitsAsync() => (await StatusAsync()).GetProperty("today").GetProperty("visits").GetInt64();

    /// <summary>Holds a badge before the serial scanner.</summary>
    public Task ShowAsync(string text) => Guest.DoAsync(Showing(text));

    /// <summary>The line of bash that does so.</summary>
    public static string Showing(string text) => $"{{ stty raw -echo; printf '{text.Replace("\r", "\\r", StringComparison.Ordinal)}'; }} <>/dev/ttyGS0 >&0";

    /// <summary>Whether a line of the chip is high.</summary>
    public async Task<bool> IsHighAsync(int line) => await Guest.NumberAsync($"hardware level {line}") > 0;

    /// <summary>Waits until a line is low; the guest looks itself, since its idle seconds pass faster than those in which it is asked.</summary>
    public Task UntilLowAsync(int line) => Guest.DoAsync($"until [ $(hardware level {line}) = 0 ]; do sleep 0.2; done");

    /// <summary>A zone as the office would get it.</summary>
    public async Task<JsonElement> ZoneAsync(string name) =>
        (await StatusAsync()).GetProperty("occupancy").GetProperty("zones").EnumerateArray().Single(zone => zone.GetProperty("zone").GetString() == name);

    /// <summary>A device as the office would get it.</summary>
    public async Task<JsonElement> DeviceAsync(string name) =>
        (await StatusAsync()).GetProperty("health").GetProperty("devices").EnumerateArray().Single(device => device.GetProperty("name").GetString() == name);

    /// <summary>Waits until a device is so.</summary>
    /// <returns>Since when it is so, in seconds of the guest's clock.</returns>
    public async Task<double> UntilAsync(string device, string state)
    {
        try
        {
            await Patiently.UntilAsync(async () => (await DeviceAsync(device)).GetProperty("state").GetString() == state);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"never {state}: {await DeviceAsync(device)}", e);
        }

        return (await DeviceAsync(device)).GetProperty("since").GetDateTimeOffset().ToUnixTimeMilliseconds() / 1000.0;
    }

    /// <summary>Says how many are in a zone, from the kiosk itself as its manager may.</summary>
    public Task RecountAsync(string zone, int counted)
    {
        string body = $$"""{"zone":"{{zone}}","counted":{{counted}}}""";
        return Guest.DoAsync($"""
            exec 3<>/dev/tcp/127.0.0.1/8080
            printf 'POST /api/recount HTTP/1.1\r\nHost: localhost\r\nX-Station-Kiosk: 1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}' >&3
            grep -q 204 <&3
            """);
    }

    /// <summary>Waits until the kiosk answers.</summary>
    public Task UntilAnswersAsync() => Patiently.UntilAsync(AnswersAsync);

    /// <summary>A button that stands for a card of this run's issuer: the one setting that <c>station.json</c> cannot have.</summary>
    private string HelpButton() => $$"""
        { "Readers": { "4": { "Name": "help", "Kind": "button", "Line": {{Help}}, "Card": "{{CardText.Issue(new Card("0000000000000001", CardKind.Problem, Service.Rest, "Help needed"), _issuer.Issuer)}}" } } }
        """;

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Guest.Pages, "healthz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task BeginAsync()
    {
        string package = await KioskPackage.NeedAsync();
        _guest = await Guest.BootAsync();
        await Guest.PutAsync("/root/kiosk.deb", await File.ReadAllBytesAsync(package));
        await Guest.DoAsync("dpkg --force-unsafe-io --install /root/kiosk.deb");
        await Guest.PutAsync("/etc/station-kiosk/kiosk.json", await File.ReadAllBytesAsync(Repository.PathOf("tests/hardware-bench/station.json")));
        await Guest.PutAsync("/etc/station-kiosk/kiosk.d/enrolled.json", Encoding.UTF8.GetBytes(HelpButton()));
        await Guest.PutAsync("/var/lib/station-kiosk/network-keys.json", ProtocolJson.Bytes(_issuer.KeyList, ProtocolJson.Default.KeyList));
        await Guest.DoAsync("chown -R station-kiosk: /var/lib/station-kiosk; systemctl restart station-kiosk");
        await UntilAnswersAsync();
    }
}
