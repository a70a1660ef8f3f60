using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Trust;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Kiosk.Updates;

/// <summary>Asks the office now and then whether it has another release for this station, fetches it, and leaves it to the updater. It installs nothing.</summary>
/// <param name="running">The version that runs.</param>
/// <param name="askEvery">How often to ask; the first time within that time, so that stations do not ask together.</param>
/// <param name="tls">This station's certificate.</param>
/// <param name="office">Where to ask.</param>
/// <param name="inbox">Where the release goes.</param>
/// <param name="client">Asks.</param>
/// <param name="clock">For the waits.</param>
/// <param name="round">Told of each round.</param>
/// <param name="random">Jitter, uniform in [0, 1).</param>
/// <param name="log">Says what came of it.</param>
public sealed class UpdateLoop(
    string running, TimeSpan askEvery, TlsOptions tls, OfficeAddress office, ReleaseInbox inbox, EnrolmentClient client, KioskClock clock, LoopRound round, Func<double> random,
    ILogger<UpdateLoop> log)
{
    /// <summary>How often an hour is where nobody says otherwise.</summary>
    public static readonly TimeSpan AskEveryDefault = TimeSpan.FromHours(1);

    /// <summary>How often the loop goes round while it waits.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private const int ChunkBytes = 64 * 1024;

    /// <summary>Handed over once by this process; the updater remembers for longer what did not run here.</summary>
    private string? _handedOver;

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        long next = clock.Mono + (long)(askEvery.TotalMilliseconds * random());
        while (true)
        {
            round.Went();
            if (clock.Mono >= next)
            {
                next = clock.Mono + (long)askEvery.TotalMilliseconds;
                await TryAsync(stop);
            }

            await Task.Delay(askEvery < LookEvery ? askEvery : LookEvery, clock.Time, stop);
        }
    }

    private async Task TryAsync(CancellationToken stop)
    {
        try
        {
            using var identity = TlsIdentity.Load(tls);
            await client.AskAsync(office, identity, async http => await FetchAsync(http, stop));
        }
        catch (Exception e) when (e is EnrolmentException or TlsException or IOException or CryptographicException or UnauthorizedAccessException)
        {
            log.LogWarning("no release was fetched: {Why}; next try in {Wait}", e.Message, askEvery);
        }
    }

    private async Task<bool> FetchAsync(HttpClient http, CancellationToken stop)
    {
        using var answer = await http.GetAsync(Address("/update"), stop);
        answer.EnsureSuccessStatusCode();
        var offer = answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync(EnrolmentJson.Default.UpdateOffer, stop);
        if (offer is null || offer.Version == running || offer.Version == _handedOver)
        {
            return false;
        }

        string signature = await http.GetStringAsync(Address("/update/release.deb.sig"), stop);
        using (var part = inbox.OpenPart(offer.Version))
        {
            await FetchPackageAsync(http, part, stop);
            part.Flush(flushToDisk: true);
        }

        inbox.Complete(signature);
        _handedOver = offer.Version;
        log.LogInformation("release {Version} is here: journalctl --unit station-kiosk-update says what becomes of it", offer.Version);
        return true;
    }

    /// <summary>Goes on where an earlier try broke off.</summary>
    private async Task FetchPackageAsync(HttpClient http, FileStream part, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address("/update/release.deb"));
        request.Headers.Range = part.Length > 0 ? new RangeHeaderValue(part.Length, null) : null;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return; // It was all here already.
        }

        answer.EnsureSuccessStatusCode();
        if (answer.StatusCode != HttpStatusCode.PartialContent)
        {
            part.SetLength(0);
        }

        await using var package = await answer.Content.ReadAsStreamAsync(stop);
        byte[] chunk = new byte[ChunkBytes];
        for (int read; (read = await ReadAsync(package, chunk, stop)) > 0;)
        {
            round.Went();
            await part.WriteAsync(chunk.AsMemory(0, read), stop);
            if (part.Length > ReleaseInbox.BytesMax)
            {
                part.SetLength(0);
                throw new IOException($"the release has more than {ReleaseInbox.BytesMax} bytes");
            }
        }
    }

    /// <summary>A network that swallows everything ends no connection: without a limit the loop would hang in it.</summary>
    private async Task<int> ReadAsync(Stream package, byte[] chunk, CancellationToken stop)
    {
        try
        {
            return await package.ReadAsync(chunk, stop).AsTask().WaitAsync(EnrolmentClient.AnswerWithin, clock.Time, stop);
        }
        catch (TimeoutException e)
        {
            throw new IOException($"nothing came for {EnrolmentClient.AnswerWithin.TotalSeconds:0} s; what is here is kept", e);
        }
    }

    private static Uri Address(string path) => new($"{path}?architecture={Architecture}", UriKind.Relative);

    /// <summary>As Debian calls it.</summary>
    private static string Architecture => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
