using System.CommandLine;

namespace StationKiosk.Bench.Intake;

internal static class IntakeCommand
{
    public static Command Create()
    {
        var stations = new Option<int>("--stations") { Description = "How many stations send at once", HelpName = "N", DefaultValueFactory = _ => 4 };
        var events = new Option<int>("--events") { Description = "Events of each station in a round", HelpName = "N", DefaultValueFactory = _ => 5_000 };
        var command = new Command("intake", "Events the office takes in and stores, against mosquitto alone") { stations, events };
        command.SetAction((parsed, stop) => IntakeBench.RunAsync(parsed.GetValue(stations), parsed.GetValue(events), stop));
        return command;
    }
}
