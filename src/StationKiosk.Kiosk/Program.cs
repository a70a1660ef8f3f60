using System.CommandLine;
using StationKiosk.Kiosk.Commands;

var run = RunCommand.Create();
var root = new RootCommand("StationKiosk: answers workers' QR badges at a rest station, stores every visit, and brings it to the office")
{
    CommandSettings.Config,
    run,
    StatusCommand.Create(),
    DoctorCommand.Create(),
    PinoutCommand.Create(),
    ManagerCodeCommand.Create(),
    DecodeCommand.Create(),
    DecoderCommand.Create(),
    ExportCommand.Create(),
    EnrolCommand.Create(),
};
root.TreatUnmatchedTokensAsErrors = false;
root.Action = run.Action;
return await root.Parse(args).InvokeAsync();
