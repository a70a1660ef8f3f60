using System.CommandLine;
using StationKiosk.Bench.CheckIn;
using StationKiosk.Bench.Footprint;
using StationKiosk.Bench.Intake;
using StationKiosk.Bench.Reading;
using StationKiosk.Bench.Video;

// Every performance figure of the project comes from here.
var commands = new RootCommand("Measures what the project promises; a command exits non-zero when its bar is missed.")
{
    CheckInCommand.Create(),
    FootprintCommand.Create(),
    IntakeCommand.Create(),
    ReadingCommand.Create(),
    VideoCommand.Create(),
};
return await commands.Parse(args).InvokeAsync();
