using System.CommandLine;
using StationKiosk.Kiosk.Panel.Login;

namespace StationKiosk.Kiosk.Commands;

/// <summary><c>station-kiosk manager-code</c>: sets the code with which a manager may recount and download from the station's network.</summary>
internal static class ManagerCodeCommand
{
    public static Command Create()
    {
        var stdin = new Option<bool>("--stdin") { Description = "Take the code from the first line of standard input instead of making one" };
        var remove = new Option<bool>("--remove") { Description = "Remove the code: from the network the page can then only be looked at" };
        var command = new Command("manager-code", "Makes a new manager's code and prints it once; the one before ends") { stdin, remove };
        command.SetAction(parsed => CommandSettings.With(parsed, settings => Run(settings, parsed.GetValue(stdin), parsed.GetValue(remove))));
        return command;
    }

    private static int Run(KioskSettings settings, bool stdin, bool remove)
    {
        var stored = new ManagerCode(settings.ManagerCodeFile);
        try
        {
            if (remove)
            {
                stored.Remove();
                Console.WriteLine("There is no manager's code any more.");
                return 0;
            }

            string code = stdin ? Console.In.ReadLine()?.Trim() ?? "" : ManagerCode.Generate();
            if (!ManagerCode.IsUsable(code))
            {
                Console.Error.WriteLine($"station-kiosk: the code has to have {ManagerCode.LengthMin} to {ManagerCode.LengthMax} characters");
                return 1;
            }

            Directory.CreateDirectory(settings.DataFolder);
            stored.Set(code);
            Console.WriteLine(stdin ? "The manager's code is set." : $"{code}\nWrite it down: it is not shown again.");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"station-kiosk: {settings.ManagerCodeFile} cannot be written: {e.Message}");
            return 1;
        }
    }
}
