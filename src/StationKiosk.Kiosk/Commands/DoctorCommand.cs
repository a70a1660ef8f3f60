using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Devices.GpioSignal;
using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Commands;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">What.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Found">What was seen, and where it is not well, the remedy.</param>
internal sealed record Finding(string What, bool Ok, string Found);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class FindingJson : JsonSerializerContext;

/// <summary><c>station-kiosk doctor</c>: looks at configuration, storage, clock, devices and broker, without a running kiosk.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan DeviceAnswersWithin = TimeSpan.FromSeconds(6);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "The findings as JSON" };
        var wiring = new Option<bool>("--wiring") { Description = "Walks through every sensor, reader and signal in turn and says what it saw; the kiosk has to be stopped" };
        var command = new Command("doctor", "Checks configuration, storage, clock, devices and broker; each finding with its remedy") { json, wiring };
        command.SetAction((parsed, stop) => CommandSettings.WithAsync(parsed, async settings =>
        {
            if (parsed.GetValue(wiring))
            {
                return await new WiringWalk(settings, new GpioChips(settings.Gpio.Simulated), KioskClock.OfThisMachine(settings.DataFolder), Console.Out).WalkAsync(stop) ? 0 : 1;
            }

            var findings = await LookAsync(settings, stop);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(findings, FindingJson.Default.IReadOnlyListFinding) : string.Join('\n', findings.Select(Line)));
            return findings.All(finding => finding.Ok) ? 0 : 1;
        }));
        return command;
    }

    private static string Line(Finding finding) => $"{(finding.Ok ? "ok   " : "WRONG")} {finding.What}: {finding.Found}";

    private static async Task<IReadOnlyList<Finding>> LookAsync(KioskSettings settings, CancellationToken stop)
    {
        var clock = KioskClock.OfThisMachine(settings.DataFolder);
        var chips = new GpioChips(settings.Gpio.Simulated);
        return
        [
            new Finding("configuration", Ok: true, $"station {settings.Station}, {settings.Readers.Count} readers, {settings.Occupancy.Sensors.Count} sensors"),
            Storage(settings),
            clock.Now().Quality == ClockQuality.Synced
                ? new Finding("clock", Ok: true, "set by the time service")
                : new Finding("clock", Ok: false, "not set by a time service; visits are recorded and flagged. Connect the network, or run: timedatectl set-ntp true"),
            .. await Task.WhenAll(settings.Readers.Select(reader => ReaderAsync(reader, chips, clock, stop))),
            .. await Task.WhenAll(Sensors(settings, chips, clock).Select(sensor => SensorAsync(sensor, clock, stop))),
            .. await Task.WhenAll(settings.Climates.Select(climate => ClimateAsync(climate, clock, stop))),
            .. await Task.WhenAll(settings.Signals.Select(signal => SignalAsync(new LineSignal(signal, chips.Open, clock.Time), clock, stop))),
            .. await Task.WhenAll(settings.Displays.Select(display => SignalAsync(new DisplaySignal(display, I2cChips.Open, clock.Time), clock, stop))),
            .. ReleasedLines.AreKept() && settings.Signals.Count > 0 ? (Finding[])[new Finding("signals", Ok: false, ReleasedLines.Remedy)] : [],
            await BrokerAsync(settings, clock, stop),
            .. Host(settings),
        ];
    }

    private static Finding Storage(KioskSettings settings)
    {
        if (new DataMount().IsMissing(settings.DataFolder))
        {
            var missing = PanelData.Truth(StationTruth.DataMissing, TimeZoneInfo.Local);
            return new Finding("storage", Ok: false, $"{missing.Sentence} {missing.Remedy}");
        }

        if (!Directory.Exists(settings.DataFolder))
        {
            return new Finding("storage", Ok: false, $"there is no folder {Path.GetFullPath(settings.DataFolder)}; start the kiosk once, or create it");
        }

        var storage = new HostTruths().Storage(settings.DataFolder);
        if (storage.Fault is { } fault)
        {
            return new Finding("storage", Ok: false, fault);
        }

        bool roomy = storage.FreeBytes >= StationTruth.FreeBytesLow;
        return new Finding("storage", roomy, $"{storage.FreeBytes / 1_000_000} MB free{(roomy ? "" : "; free some space, or replace the card by a larger one")}");
    }

    /// <summary>Power, temperature and watchdog, in the words of the page. What the machine does not tell is not held against it.</summary>
    private static IEnumerable<Finding> Host(KioskSettings settings)
    {
        var host = new HostTruths();
        foreach (var part in DeviceTruths.OfHost(HostHealth.Of(host, settings.DataFolder), host.CpuTemperature()))
        {
            string remedy = part.Remedy is { } what ? $"; {PanelData.Words.Say(what, TimeZoneInfo.Local)}" : "";
            yield return new Finding(
                PanelData.Words.Say(new Said(part.What), TimeZoneInfo.Local).ToLowerInvariant(), part.State is TruthState.Ok or TruthState.Unknown,
                PanelData.Words.Say(part.Finding, TimeZoneInfo.Local) + remedy);
        }
    }

    private static Task<Finding> ReaderAsync(ReaderSettings reader, GpioChips chips, KioskClock clock, CancellationToken stop)
    {
        var probe = new ProbeSink();
        return ProbeAsync($"reader {reader.Name}", probe, token => reader.Open(chips, clock, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).ScanAsync(probe, token), clock, stop);
    }

    private static IEnumerable<Occupancy.ISensor> Sensors(KioskSettings settings, GpioChips chips, KioskClock clock) =>
        [.. GpioSensors.Build(settings.Gpio, chips, settings.Occupancy.Zones, clock).Sensors, .. settings.OtherSensors(chips, clock)];

    private static Task<Finding> ClimateAsync(ClimateOptions climate, KioskClock clock, CancellationToken stop)
    {
        var probe = new ProbeSink();
        var loop = new ClimateLoop(climate, I2cChips.Open, new ClimateBook(), new DeviceRegister(clock), clock);
        return ProbeAsync($"climate {climate.Name}", probe, token => loop.MeasureAsync(_ => probe.Ready(), token), clock, stop);
    }

    private static Task<Finding> SignalAsync(ISignal signal, KioskClock clock, CancellationToken stop)
    {
        var probe = new ProbeSink();
        var round = new LoopRounds(clock.Time).Register(signal.Name, DeviceAnswersWithin);
        return ProbeAsync($"signal {signal.Name}", probe, token => signal.SignalAsync(probe.Ready, round, token), clock, stop);
    }

    private static Task<Finding> SensorAsync(Occupancy.ISensor sensor, KioskClock clock, CancellationToken stop)
    {
        var probe = new ProbeSink();
        return ProbeAsync($"sensor {sensor.Name}", probe, token => sensor.SenseAsync(probe, token), clock, stop);
    }

    /// <summary>Opens a device for as long as it takes it to answer.</summary>
    private static async Task<Finding> ProbeAsync(string what, ProbeSink probe, Func<CancellationToken, Task> open, KioskClock clock, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var device = open(end.Token);
        await Task.WhenAny(device, probe.Answered, Task.Delay(DeviceAnswersWithin, clock.Time, stop));
        bool answered = probe.Answered.IsCompleted;
        await end.CancelAsync();
        try
        {
            await device;
        }
        catch (DeviceException e)
        {
            return new Finding(what, Ok: false, e.Message);
        }
        catch (OperationCanceledException)
        {
            // It was still open: that is what was asked.
        }

        return answered ? new Finding(what, Ok: true, "answers") : new Finding(what, Ok: false, $"does not answer within {DeviceAnswersWithin.TotalSeconds:0} s; unplug it and plug it in again");
    }

    private static async Task<Finding> BrokerAsync(KioskSettings settings, KioskClock clock, CancellationToken stop)
    {
        // A name of its own: under the station's, the broker would throw out the running kiosk.
        var guest = StationId.Parse($"doctor-{Random.Shared.Next(1_000_000)}");
        try
        {
            var will = new LinkMessage(Topics.Of(settings.Station, StationTopic.State), [], Retain: false);
            var status = new UplinkStatus(clock);
            await using var link = await new BrokerDialer(settings.Uplink, guest, clock, () => clock.Floor, status).ConnectAsync(will, stop);
            return new Finding("broker", Ok: true, $"{status.Via!.Way} answers{(status.CertificateExpires is { } ends ? string.Create(CultureInfo.InvariantCulture, $"; our certificate ends {ends:yyyy-MM-dd}") : "")}");
        }
        catch (LinkException e)
        {
            return new Finding("broker", Ok: false, $"{e.Message}; visits are kept here until it answers. Check the settings below Broker, and the network");
        }
    }

    private sealed class ProbeSink : IScanSink, Occupancy.ISensorSink
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Answered => _answered.Task;

        public void Ready() => _answered.TrySetResult();

        public ValueTask ReadAsync(string text, CancellationToken stop) => ValueTask.CompletedTask;

        public void Report(Occupancy.Reading reading) => _answered.TrySetResult();
    }
}
