using Microsoft.Playwright;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Browser;

/// <summary>Waits for what a page shows. Playwright's own WaitForFunction evaluates inside the page, which our Content-Security-Policy forbids.</summary>
internal static class FaceWaits
{
    /// <remarks>What the condition reads may not be on the page yet, or be drawn anew just now, or the page may be leaving for another: then it is not so yet.</remarks>
    public static Task UntilAsync(this Face face, string condition) => Eventually.IsTrue(() => HoldsAsync(face, condition), what: condition);

    private static async Task<bool> HoldsAsync(Face face, string condition)
    {
        try
        {
            return await face.Page.EvaluateAsync<bool>($"() => {{ try {{ return Boolean({condition}); }} catch {{ return false; }} }}");
        }
        catch (PlaywrightException e) when (e.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
