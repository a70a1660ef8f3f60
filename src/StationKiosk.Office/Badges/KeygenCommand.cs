using System.CommandLine;

namespace StationKiosk.Office.Badges;

/// <summary><c>badge keygen --out DIR</c>.</summary>
internal static class KeygenCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Folder for the two files", HelpName = "DIR", Required = true };
        var command = new Command("keygen", "Makes an issuer's key pair") { folder };
        command.SetCheckedAction(parsed =>
        {
            var pair = IssuerKeyFiles.Create(Arguments.Path(parsed, folder));
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"key id       {pair.Kid}");
            output.WriteLine($"private key  {pair.PrivateFile}   stays with the issuer: whoever has it can make badges");
            output.WriteLine($"public key   {pair.PublicFile}   copy it into the office's Badges:KeyFolder");
            return BadgeCommands.Ok;
        });
        return command;
    }
}
