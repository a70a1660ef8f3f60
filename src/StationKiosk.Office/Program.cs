using System.CommandLine;
using StationKiosk.Office.Commands;

var root = new RootCommand("The central office of a network of rest stations")
{
    RunCommand.Create(),
    StationCommand.Create(),
    ReportCommand.Create(),
    // BadgeCommands.Create(),
};

bool namesCommand = args is [var first, ..] && (!first.StartsWith('-') || first is "-h" or "-?" or "--help" or "--version");
return await root.Parse(namesCommand ? args : ["run", .. args]).InvokeAsync();
