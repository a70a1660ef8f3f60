using StationKiosk.Office.Broker;
using StationKiosk.Office.Feeds;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Live;
using StationKiosk.Office.Network;
using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Stations;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Office.Updates;
using StationKiosk.Office.Usage;
using StationKiosk.Office.Users;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office;

/// <summary>Puts the office together and runs it.</summary>
public static class OfficeHost
{
    /// <summary>Runs until asked to stop (exit code 0) or until a loop dies (exit code 1, so that systemd starts it again).</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be opened.</exception>
    /// <exception cref="IOException">An address cannot be listened on, or the password file cannot be read.</exception>
    public static async Task<int> Run(OfficeSettings settings)
    {
        var app = Build(settings);
        var loops = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        if (app.Services.GetRequiredService<Accounts>().FirstLink() is { } link)
        {
            await Console.Error.WriteLineAsync($"Nobody can sign in yet. Open this once, and choose a name and a password: {new Uri(settings.Url, UserApi.PathOf(link))}");
        }

        try
        {
            await app.RunAsync();
        }
        catch (Exception e) when (IsAnyDead(loops) && e is not OutOfMemoryException)
        {
            // The host has logged why the loop died; that something could not be stopped in order afterwards must not hide it.
            await Console.Error.WriteLineAsync($"the office did not stop in order: {e.Message}");
        }

        return IsAnyDead(loops) ? 1 : 0;
    }

    private static bool IsAnyDead(IEnumerable<BackgroundService> loops) => loops.Any(loop => loop.ExecuteTask is { IsFaulted: true });

    /// <summary>The office, ready to be started.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be opened.</exception>
    /// <exception cref="IOException">The password file cannot be read.</exception>
    public static WebApplication Build(OfficeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseUrls(settings.Url.GetLeftPart(UriPartial.Authority));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, OfficeJson.Default);
            json.SerializerOptions.Converters.Add(new UtcTimeConverter());
        });
        services.AddOpenApi();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<LoopRounds>();
        services.AddSingleton(settings.Days);

        // Opened now, so that a fault is said before anything runs; handed over by a function, so that the host closes it.
        var store = OfficeStore.Open(settings.Store.Path);
        services.AddSingleton(_ => store);
        services.AddHostedService<ScrubLoop>();
        services.AddSingleton(settings.Store);
        services.AddSingleton<StoreCopies>();
        services.AddHostedService<CopyLoop>();
        services.AddSingleton(settings.Users);
        services.AddSingleton<Accounts>();
        AddTrust(services, settings);
        AddBroker(services, settings.Broker);
        AddIntake(services);
        AddNetwork(services, settings);
        AddPages(services);
        var systemd = Systemd.Register(services);
        services.AddSingleton<IHostedService>(provider => new HostedLoop("watchdog", new WatchdogLoop(
            provider.GetRequiredService<LoopRounds>(), systemd, TimeProvider.System, provider.GetRequiredService<ILogger<WatchdogLoop>>()).RunAsync));
        var app = builder.Build();
        app.UseMiddleware<Guard>();
        app.MapOffice();
        return app;
    }

    private static void AddBroker(IServiceCollection services, BrokerOptions broker)
    {
        services.AddSingleton(broker);
        if (broker.Mode == BrokerMode.Embedded)
        {
            services.AddSingleton(OfficeAccount.InProcess());
            services.AddHostedService<EmbeddedBroker>();
        }
        else
        {
            services.AddSingleton(OfficeAccount.Of(broker));
        }
    }

    private static void AddTrust(IServiceCollection services, OfficeSettings settings)
    {
        if (settings.Trust.Folder is not { } folder)
        {
            return;
        }

        services.AddSingleton(settings.Trust);
        services.AddSingleton(new TrustFolder(folder));
        services.AddSingleton<TrustDesk>();
        services.AddHostedService<EnrolmentHost>();
    }

    private static void AddIntake(IServiceCollection services)
    {
        services.AddSingleton<OfficeLink>();
        services.AddSingleton<IntakeCounters>();
        services.AddSingleton(provider => new BadgeCheck(provider.GetRequiredService<KeyFolder>().Keys));
        services.AddHostedService<IntakeLoop>();
        services.AddHostedService<RedriveLoop>();
    }

    private static void AddNetwork(IServiceCollection services, OfficeSettings settings)
    {
        services.AddSingleton(settings.Keys);
        services.AddSingleton(settings.Policy);
        services.AddSingleton<KeyFolder>();
        services.AddHostedService<NetworkLoop>();
        services.AddHostedService<Control.CommandLoop>();
    }

    private static void AddPages(IServiceCollection services)
    {
        services.AddSingleton<StationsView>();
        services.AddSingleton<OccupancyHistory>();
        services.AddSingleton<FeedView>();
        services.AddSingleton<UsageQuery>();
        services.AddSingleton(provider => ReleaseView.Of(provider.GetRequiredService<OfficeStore>(), provider.GetService<TrustFolder>()));
        services.AddSingleton<LiveFeed>();
        services.AddHostedService<LiveLoop>();
    }
}
