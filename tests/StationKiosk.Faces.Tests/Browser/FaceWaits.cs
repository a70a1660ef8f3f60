using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Browser;

/// <summary>Waits for what a page shows. Playwright's own WaitForFunction evaluates inside the page, which our Content-Security-Policy forbids.</summary>
internal static class FaceWaits
{
    public static Task UntilAsync(this Face face, string condition) =>
        Eventually.IsTrue(() => face.Page.EvaluateAsync<bool>($"() => Boolean({condition})"), what: condition);
}
