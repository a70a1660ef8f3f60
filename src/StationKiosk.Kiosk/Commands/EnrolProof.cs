using System.Diagnostics;
using System.Text.Json;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Kiosk.Trust;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Commands;

/// <summary>Proves that a visit would reach the office: connects as the station, sends an empty batch of its journal, and hears the receipt.</summary>
internal static class EnrolProof
{
    /// <summary>Longest wait for the receipt.</summary>
    public static readonly TimeSpan ReceiptWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan StatusWithin = TimeSpan.FromSeconds(3);

    /// <summary>0 where the office answered; 78 where the settings cannot be used.</summary>
    public static async Task<int> RunAsync(string config, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var reader = new SettingsReader(SettingsSources.Load(config, KioskSettings.EnvironmentPrefix, arguments));
        var settings = KioskSettings.Read(reader);
        reader.RejectUnknown();
        if (reader.Faults.Count > 0)
        {
            SettingsSources.Report("station-kiosk", reader.Faults, Console.Error);
            return SettingsSources.ExitCode;
        }

        var clock = new KioskClock(TimeProvider.System, SystemClock.BootId(), SystemClock.Error, ClockFloor.Open(settings.DataFolder, ClockFloor.Built()).Time);
        var epoch = await EpochAsync(settings, clock, stop);
        await EnrolCommand.GiveToServiceAsync(settings.DataFolder, stop);
        long began = clock.Mono;
        await HearReceiptAsync(settings, epoch, clock, stop);
        Console.WriteLine($"office    answered with a receipt after {(clock.Mono - began) / 1000.0:0.0} s: visits will arrive");
        await StartServiceAsync(stop);
        return 0;
    }

    /// <summary>The journal's epoch: of the running kiosk where there is one, else of the journal itself, which is made where there is none.</summary>
    private static async Task<Guid> EpochAsync(KioskSettings settings, KioskClock clock, CancellationToken stop)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = settings.PanelUrl, Timeout = StatusWithin };
            string body = await http.GetStringAsync(new Uri("/api/status", UriKind.Relative), stop);
            return JsonSerializer.Deserialize(body, PanelJson.Default.StatusBody)!.Health.Journal.Epoch;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            using var journal = EventJournal.Open(settings.JournalFile, clock);
            return journal.Epoch;
        }
    }

    private static async Task HearReceiptAsync(KioskSettings settings, Guid epoch, KioskClock clock, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ReceiptWithin);
        string? fault = null;
        while (!limit.IsCancellationRequested)
        {
            try
            {
                await OneTryAsync(settings, epoch, clock, limit.Token);
                return;
            }
            catch (LinkException e)
            {
                // Where this device takes another's place, the broker is just putting that one out.
                fault = e.Message;
                await Task.Delay(TryEvery, clock.Time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                break;
            }
        }

        stop.ThrowIfCancellationRequested();
        throw new EnrolmentException(fault is null
            ? $"this device has its certificate and the broker lets it in, but no receipt came within {ReceiptWithin.TotalSeconds:0} s: look whether the office runs"
            : $"this device has its certificate, but the way to the office is not whole: {fault}");
    }

    private static async Task OneTryAsync(KioskSettings settings, Guid epoch, KioskClock clock, CancellationToken stop)
    {
        string topic = Topics.Of(settings.Station, StationTopic.Receipt);
        var will = new LinkMessage(Topics.Of(settings.Station, StationTopic.State), [], Retain: false);
        await using var link = await new BrokerDialer(settings.Uplink, settings.Station, clock, () => clock.Floor, new UplinkStatus(clock)).ConnectAsync(will, stop);
        await link.SubscribeAsync([topic], stop);
        while (true)
        {
            await link.PublishAsync(new LinkMessage(Topics.Of(settings.Station, StationTopic.Events), BatchPayload.Of(new EventBatch(epoch, [])).Bytes, Retain: false), stop);
            using var answer = CancellationTokenSource.CreateLinkedTokenSource(stop);
            answer.CancelAfter(AskAgainAfter);
            try
            {
                await HearAsync(link, topic, epoch, answer.Token);
                return;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Where the broker has just started anew, the office comes back to it after this device and hears nothing of before: ask again.
            }
        }
    }

    private static async Task HearAsync(ILink link, string topic, Guid epoch, CancellationToken stop)
    {
        await foreach (var message in link.Received.ReadAllAsync(stop))
        {
            if (message.Topic == topic && !message.Retain && ProtocolJson.TryRead(message.Payload, ProtocolJson.Default.Receipt, out var receipt, out _) && receipt.Epoch == epoch)
            {
                return;
            }
        }

        throw new LinkException("the connection to the broker broke");
    }

    /// <summary>Where this device has the service, it runs from now on.</summary>
    private static async Task StartServiceAsync(CancellationToken stop)
    {
        if (Environment.IsPrivilegedProcess && Directory.Exists("/run/systemd/system") && File.Exists("/usr/lib/systemd/system/station-kiosk.service"))
        {
            using var systemctl = Process.Start("systemctl", ["restart", "station-kiosk.service"]);
            await systemctl.WaitForExitAsync(stop);
            Console.WriteLine(systemctl.ExitCode == 0 ? "kiosk     runs: station-kiosk status" : "kiosk     did not start: journalctl --unit station-kiosk");
        }
        else
        {
            Console.WriteLine("kiosk     start it anew, so that it runs as this station");
        }
    }
}
