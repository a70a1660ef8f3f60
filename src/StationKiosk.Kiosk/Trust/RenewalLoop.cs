using System.Security.Cryptography;
using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.Trust;

/// <summary>
/// Renews the station's certificate once two thirds of its life are over, without a restart: the uplink reads the file with every connection. While
/// it cannot, the kiosk records as ever, tries on, and says so; one that has run out is taken only while the office readmits the station.
/// </summary>
/// <param name="tls">The certificate's file.</param>
/// <param name="office">Where it is renewed.</param>
/// <param name="identity">Where it is kept.</param>
/// <param name="client">Asks.</param>
/// <param name="clock">The kiosk's time.</param>
/// <param name="round">Told of each round.</param>
/// <param name="renewed">Told when the certificate in hand ends.</param>
/// <param name="random">Jitter, uniform in [0, 1).</param>
/// <param name="log">Says what came of it.</param>
public sealed class RenewalLoop(
    TlsOptions tls, OfficeAddress office, StationIdentity identity, EnrolmentClient client, KioskClock clock, LoopRound round, Action<DateTimeOffset> renewed,
    Func<double> random, ILogger<RenewalLoop> log)
{
    /// <summary>Share of a certificate's life after which it is renewed.</summary>
    public const double DueShare = 2.0 / 3;

    /// <summary>Stations enrolled together do not renew together: each waits up to this share of the life longer.</summary>
    public const double JitterShare = 0.02;

    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromSeconds(10), RetryDelayMax = TimeSpan.FromHours(1);

    private readonly Backoff _backoff = new(RetryDelayMin, RetryDelayMax, random);
    private readonly double _share = DueShare + (random() * JitterShare);

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        long notBefore = 0;
        while (true)
        {
            round.Went();
            if (clock.Mono >= notBefore)
            {
                notBefore = clock.Mono + (long)(await TryAsync(stop)).TotalMilliseconds;
            }

            await Task.Delay(LookEvery, clock.Time, stop);
        }
    }

    /// <summary>Pure: whether a certificate is to be renewed.</summary>
    public static bool IsDue(DateTimeOffset begins, DateTimeOffset ends, double share, DateTimeOffset now) => now >= begins + ((ends - begins) * share);

    private async Task<TimeSpan> TryAsync(CancellationToken stop)
    {
        try
        {
            using var current = TlsIdentity.Load(tls);
            if (current.Certificate is { } own && IsDue(new DateTimeOffset(own.NotBefore), new DateTimeOffset(own.NotAfter), _share, clock.Now().Time))
            {
                await RenewAsync(current, stop);
            }

            return TimeSpan.Zero;
        }
        catch (Exception e) when (e is EnrolmentException or TlsException or IOException or CryptographicException or UnauthorizedAccessException)
        {
            var wait = _backoff.Next(TimeSpan.Zero);
            log.LogWarning("the certificate is not renewed: {Why}; next try in {Wait}. Visits are recorded all the same", e.Message, wait);
            return wait;
        }
    }

    private async Task RenewAsync(TlsIdentity current, CancellationToken stop)
    {
        using var key = StationIdentity.NewKey();
        var answer = await client.RenewAsync(office, current, StationIdentity.RequestFor(key), stop);
        using var kept = identity.Keep(key, answer.Certificate);
        var ends = new DateTimeOffset(kept.NotAfter.ToUniversalTime());
        renewed(ends);
        log.LogInformation("the certificate was renewed, until {Ends}; it is used from the next connection on", ends);
    }
}
