using System.CommandLine;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Commands;
using StationKiosk.Office.Trust;
using StationKiosk.Office.Updates;

var root = new RootCommand("The central office of a network of rest stations")
{
    RunCommand.Create(),
    StationCommand.Create(),
    StationCommandCommand.Create(),
    ReportCommand.Create(),
    QuarantineCommand.Create(),
    StoreCommand.Create(),
    UserCommand.Create(),
    BadgeCommands.Create(),
    TrustCommand.Create(),
    UpdateCommand.Create(),
};

bool namesCommand = args is [var first, ..] && (!first.StartsWith('-') || first is "-h" or "-?" or "--help" or "--version");
var parsed = root.Parse(namesCommand ? args : ["run", .. args], new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors is [var fault, ..])
{
    await Console.Error.WriteLineAsync($"station-office: {Arguments.OneLine(fault.Message)} See station-office --help.");
    return BadgeCommands.BadInput;
}

return await parsed.InvokeAsync();
