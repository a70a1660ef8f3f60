using StationKiosk.Kiosk.Panel;

namespace StationKiosk.Kiosk.Commands;

/// <summary>A part of the kiosk as a line of the terminal: the page's sentences.</summary>
internal static class PartLine
{
    public static string Of(PartBody part)
    {
        string what = PanelData.Words.Say(new Hosting.Pages.Said(part.What), TimeZoneInfo.Local);
        string name = part.Name is null ? "" : $"{part.Name}: ";
        return $"{part.State.ToString().ToUpperInvariant(),-7} {what,-12} {name}{part.Finding}{(part.Remedy is null ? "" : $". {part.Remedy}")}";
    }
}
