using System.CommandLine;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk decode IMAGE…</c>: decodes and verifies the QR codes in picture files, one line each.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var images = new Argument<string[]>("IMAGE") { Arity = ArgumentArity.OneOrMore, Description = "Picture files" };
        var text = new Option<bool>("--text") { Description = "Only the raw texts, one a line" };
        var command = new Command("decode", "Decodes and verifies the QR codes in picture files") { images, text };
        command.SetAction((parsed, stop) => parsed.GetValue(text)
            ? DecodeAsync(parsed.GetValue(images)!, (_, code) => code, stop)
            : CommandSettings.WithAsync(parsed, settings => DecodeAsync(parsed.GetValue(images)!, Verifier(settings), stop)));
        return command;
    }

    /// <summary>0 where every picture held a code, else 1.</summary>
    private static async Task<int> DecodeAsync(string[] images, Func<string, string, string> line, CancellationToken stop)
    {
        int unread = 0;
        using var reader = new PictureReader(TimeProvider.System);
        foreach (string image in images)
        {
            try
            {
                var reading = await reader.ReadAsync(image, stop);
                foreach (string code in reading.Texts)
                {
                    Console.WriteLine(line(image, code));
                }

                if (reading.Texts.Count == 0)
                {
                    unread++;
                    await Console.Error.WriteLineAsync($"{image}: {reading.Fault ?? "no QR code found: take the picture closer, sharper and with more light"}");
                }
            }
            catch (DeviceException e)
            {
                await Console.Error.WriteLineAsync($"station-kiosk: {e.Message}");
                return 1;
            }
        }

        return unread == 0 ? 0 : 1;
    }

    /// <summary>Verifies as the running kiosk would, with the lists it keeps.</summary>
    private static Func<string, string, string> Verifier(KioskSettings settings)
    {
        var clock = new KioskClock(TimeProvider.System, SystemClock.BootId(), SystemClock.Error, DateTimeOffset.MinValue);
        var lists = (Directory.Exists(settings.DataFolder) ? new NetworkListStore(settings.DataFolder, clock).Current(settings.CheckIn.ListsStaleAfter) : NetworkLists.None);
        return (image, code) => $"{image}\t{Words(BadgeVerifier.Check(code, lists, settings.Station, clock.Now()))}";
    }

    private static string Words(BadgeCheck check) => check switch
    {
        BadgeCheck.Accepted(var badge, var flags) => $"badge {badge.Id} of {badge.Subject}, {badge.Category}, until {badge.ExpiresAt:yyyy-MM-dd} {string.Join(' ', flags)}".TrimEnd(),
        BadgeCheck.Unverified => "a badge whose key is not known here; the office verifies it",
        BadgeCheck.Refused(var reason) => $"refused: {reason}",
        _ => throw new InvalidOperationException("BadgeCheck is a closed set"),
    };
}
