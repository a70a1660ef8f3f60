using System.CommandLine;
using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk decoder</c>: what a camera reader starts beside itself; nothing for a person.</summary>
internal static class DecoderCommand
{
    public static Command Create()
    {
        var command = new Command(DecoderProcess.Command, "Decodes raw pictures from standard input; a camera reader starts it") { Hidden = true };
        command.SetAction(_ =>
        {
            using var pictures = Console.OpenStandardInput();
            using var texts = Console.OpenStandardOutput();
            return DecoderChild.Run(pictures, texts);
        });
        return command;
    }
}
