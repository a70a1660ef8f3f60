using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using StationKiosk.Hosting.Settings;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Trust;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk enrol CODE|-</c>: makes this device the station that the code names, and proves the whole path to the office.</summary>
internal static class EnrolCommand
{
    private const string ConfigDefault = "/etc/station-kiosk/kiosk.json";

    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "The office's enrolment code, or - to read it from standard input, where no process list shows it" };
        var command = new Command("enrol", "Makes this device the station that an enrolment code names") { code };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(CommandSettings.Config) ?? ConfigDefault, parsed.GetRequiredValue(code), parsed.UnmatchedTokens, stop));
        return command;
    }

    private static async Task<int> RunAsync(string config, string argument, IReadOnlyList<string> settings, CancellationToken stop)
    {
        try
        {
            string text = argument == "-" ? await Console.In.ReadLineAsync(stop) ?? "" : argument;
            if (!EnrolmentCode.TryParse(text, out var code))
            {
                throw new EnrolmentException("this is not an enrolment code, or a character of it is wrong; it begins with SKE1, and the office prints it: station-office station code ID");
            }

            long began = TimeProvider.System.GetTimestamp();
            var enrolled = await EnrolAsync(config, code, settings, stop);
            Console.WriteLine($"station   {enrolled.Station}, certificate {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s after the code");
            int proven = await EnrolProof.RunAsync(config, settings, stop);
            Console.WriteLine($"time      {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s in all");
            return proven;
        }
        catch (Exception e) when (e is EnrolmentException or InvalidDataException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            await Console.Error.WriteLineAsync($"station-kiosk enrol: {e.Message}");
            return 1;
        }
    }

    private static async Task<StationCertificate> EnrolAsync(string config, EnrolmentCode code, IReadOnlyList<string> settings, CancellationToken stop)
    {
        string data = new SettingsReader(SettingsSources.Load(File.Exists(config) ? config : null, KioskSettings.EnvironmentPrefix, settings)).Text("Data:Folder", KioskSettings.DataFolderDefault);
        if (new DataMount().IsMissing(data))
        {
            throw new EnrolmentException("the data partition is missing: a key would lie on the system's own. Restart the kiosk; if it comes again, replace the card");
        }

        Directory.CreateDirectory(data);
        var identity = new StationIdentity(Path.GetFullPath(data));
        var clock = new KioskClock(TimeProvider.System, SystemClock.BootId(), SystemClock.Error, ClockFloor.Open(data, ClockFloor.Built()).Time);
        var client = new EnrolmentClient(clock, () => clock.Floor);
        using var key = StationIdentity.NewKey();
        identity.KeepAuthority(await client.AuthorityAsync(code, stop));
        using var trust = TlsIdentity.Load(new TlsOptions(identity.CaFile, CertificateFile: null, KeyFile: null, CheckHostName: true));
        var answer = await client.EnrolAsync(code, trust, StationIdentity.RequestFor(key), stop);
        using var kept = identity.Keep(key, answer.Certificate);
        WriteSettings(config, answer, identity, new OfficeAddress(code.Host, code.Port));
        await GiveToServiceAsync(data, stop);
        return answer;
    }

    private static void WriteSettings(string config, StationCertificate answer, StationIdentity identity, OfficeAddress office)
    {
        string folder = SettingsSources.DropInFolder(config);
        Directory.CreateDirectory(folder);
        if (!File.Exists(config))
        {
            File.WriteAllText(config, "{\n}\n");
        }

        // Root's own copy, for the updater: it takes the word of the network, never of the kiosk, which can write its data folder.
        File.Copy(identity.CaFile, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(config))!, "network.pem"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "enrolled.json"), $$"""
            // Written by station-kiosk enrol; enrol again to change it.
            {
              "Station": { "Id": "{{answer.Station}}" },
              "Broker": {
                "Host": "{{answer.BrokerHost}}", "Port": {{answer.BrokerPort}},
                "Tls": { "Enabled": true, "CaFile": "{{identity.CaFile}}", "CertificateFile": "{{identity.PairFile}}", "KeyFile": "{{identity.PairFile}}" }
              },
              "Enrolment": { "Office": "{{office}}" }
            }

            """);
    }

    /// <summary>Where root enrols, the files belong to whom the data folder does: the service's own user.</summary>
    internal static async Task GiveToServiceAsync(string data, CancellationToken stop)
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["--recursive", $"--reference={data}", data]);
            await chown.WaitForExitAsync(stop);
        }
    }
}
