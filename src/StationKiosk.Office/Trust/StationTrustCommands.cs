using System.CommandLine;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Commands;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Trust;

/// <summary><c>station code|revoke|readmit</c>: who may speak for a station. On the store's file; the office may run meanwhile.</summary>
internal static class StationTrustCommands
{
    private const int DaysMax = 30;

    /// <summary>Where the code's picture goes; shared with <c>station add</c>.</summary>
    public static Option<string?> QrOption() => new("--qr") { HelpName = "FILE", Description = "The code as a picture too: a name that ends in .svg or .png" };

    /// <summary><c>station code ID</c>: for a new device, or one that takes a dead one's place.</summary>
    public static Command Code(Argument<string> id)
    {
        var qr = QrOption();
        var days = new Option<int>("--days") { HelpName = "N", DefaultValueFactory = _ => (int)TrustDesk.CodeLife.TotalDays, Description = $"Good for so many days, 1 to {DaysMax}" };
        days.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out int number) && number is >= 1 and <= DaysMax))
            {
                result.AddError($"--days '{token.Value}' is not a whole number from 1 to {DaysMax}");
            }
        });
        var command = new Command("code", "A single-use code for the device that is to stand for a station; the one before is no longer good") { id, qr, days }.WithSettings();
        command.SetAction((parsed, _) => WithDesk(parsed, (desk, context) =>
            Print(desk, context, parsed.GetRequiredValue(id), TimeSpan.FromDays(parsed.GetValue(days)), parsed.GetValue(qr))));
        return command;
    }

    /// <summary><c>station revoke ID</c>: a device that was stolen or lost.</summary>
    public static Command Revoke(Argument<string> id)
    {
        var command = new Command("revoke", "Revokes every certificate of a station, and its open code") { id }.WithSettings();
        command.SetAction((parsed, _) => WithDesk(parsed, (desk, context) =>
            context.Output.WriteLine($"station {parsed.GetRequiredValue(id)}: {desk.Revoke(parsed.GetRequiredValue(id))} certificates revoked")));
        return command;
    }

    /// <summary><c>station readmit ID</c>: a station whose certificate has run out may renew it, once.</summary>
    public static Command Readmit(Argument<string> id)
    {
        var command = new Command("readmit", $"Lets a station whose certificate has run out renew it, once, within {TrustDesk.ReadmissionLife.TotalHours:0} hours") { id }.WithSettings();
        command.SetAction((parsed, _) => WithDesk(parsed, (desk, context) =>
        {
            desk.Readmit(parsed.GetRequiredValue(id), TrustDesk.ReadmissionLife);
            context.Output.WriteLine($"station {parsed.GetRequiredValue(id)} may renew until {UtcTimeConverter.Text(TimeProvider.System.GetUtcNow() + TrustDesk.ReadmissionLife)}");
        }));
        return command;
    }

    /// <summary>A new code: once on the screen, once in the picture, and nowhere else.</summary>
    public static void Print(TrustDesk desk, CommandContext context, string station, TimeSpan life, string? picture)
    {
        if (picture is not null && (File.Exists(picture) || Path.GetExtension(picture) is not (".svg" or ".png")))
        {
            throw new IOException($"--qr {picture}: a new file whose name ends in .svg or .png");
        }

        var code = desk.NewCode(station, life);
        if (picture is not null)
        {
            using var file = new FileStream(picture, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(picture.EndsWith(".png", StringComparison.Ordinal) ? BadgePictures.Png(code.ToText()) : System.Text.Encoding.UTF8.GetBytes(BadgePictures.Svg(code.ToText())));
        }

        context.Output.WriteLine($"code       {code.ToGroups()}");
        context.Error.WriteLine($"On the device: sudo station-kiosk enrol -    Good once, for {life.TotalDays:0} days, for whoever holds it. This office keeps only its hash.");
    }

    /// <summary>A desk for a command, where the settings name a trust folder.</summary>
    public static TrustDesk? Desk(OfficeSettings settings, OfficeStore store) => settings.Trust.Folder is { } folder
        ? new TrustDesk(store, new TrustFolder(folder), settings.Trust, TimeProvider.System)
        : null;

    /// <summary>Expected failures are one line and exit code 1.</summary>
    public static int Guarded(CommandContext context, Action act)
    {
        try
        {
            act();
            return 0;
        }
        catch (Exception e) when (e is TrustRefusedException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"station-office: {e.Message}");
            return 1;
        }
    }

    private static Task<int> WithDesk(ParseResult parsed, Action<TrustDesk, CommandContext> act) => parsed.WithStore((settings, context) => Guarded(context, () =>
        act(Desk(settings, context.Store) ?? throw new IOException("Trust:Folder is not set: this network has no certificates; station-office trust init makes them"), context)));
}
