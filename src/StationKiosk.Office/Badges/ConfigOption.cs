using System.CommandLine;

namespace StationKiosk.Office.Badges;

/// <summary><c>--config FILE</c>, spelt as for <c>station-office run</c>.</summary>
internal static class ConfigOption
{
    public static Option<string> Create() => new("--config") { Description = "The office's configuration file", HelpName = "FILE" };
}
