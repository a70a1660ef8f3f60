using System.CommandLine;
using System.CommandLine.Invocation;
using StationKiosk.Office.Commands;

var root = new RootCommand("The central office of a network of rest stations")
{
    RunCommand.Create(),
    StationCommand.Create(),
    ReportCommand.Create(),
    // BadgeCommands.Create(),
};

bool namesCommand = args is [var first, ..] && (!first.StartsWith('-') || first is "-h" or "-?" or "--help" or "--version");
var arguments = root.Parse(namesCommand ? args : ["run", .. args]);
if (arguments.Action is ParseErrorAction fault)
{
    fault.ShowHelp = false;
}

return await arguments.InvokeAsync();
