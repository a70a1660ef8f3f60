namespace StationKiosk.Faces.Tests.Browser;

/// <summary>Through what a page is looked at.</summary>
/// <param name="Width">CSS pixels.</param>
/// <param name="Height">CSS pixels.</param>
/// <param name="Dark">The colour scheme that the system asks for.</param>
/// <param name="Language">The browser's language, BCP 47.</param>
public sealed record View(int Width, int Height, bool Dark = false, string Language = "en")
{
    public static View Phone { get; } = new(360, 740);

    public static View Tablet { get; } = new(768, 1024);

    public static View Desk { get; } = new(1440, 900);

    public static View Wall { get; } = new(1920, 1080);

    public static IReadOnlyList<View> Sizes { get; } = [Phone, Tablet, Desk, Wall];

    public string Name => $"{Width}-{(Dark ? "dark" : "light")}-{Language}";
}
