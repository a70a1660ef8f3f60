namespace StationKiosk.Faces.Tests.Browser;

/// <summary>What Tab reached on its way through a page.</summary>
/// <param name="Stops">Every stop, in order.</param>
/// <param name="Unreached">Controls that one can see and Tab does not reach.</param>
/// <param name="Unseen">Stops at which nobody sees where the focus is.</param>
public sealed record TabWalk(IReadOnlyList<string> Stops, IReadOnlyList<string> Unreached, IReadOnlyList<string> Unseen);

/// <summary>A person at a page who has a keyboard and nothing else.</summary>
internal static class Keyboard
{
    private const int StopsMax = 300;

    private const string Helpers = """
        window.controlName = e => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""} ${(e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || e.getAttribute("href") || "").trim().slice(0, 80)}`;
        window.controls = () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
          .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && (e.tagName !== "SUMMARY" || e.parentElement.checkVisibility()));
        window.focusUnseen = e => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
          return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.bottom > 0 && r.top < innerHeight ? ""
            : `outline ${s.outlineStyle} ${s.outlineWidth}, from ${Math.round(r.top)} to ${Math.round(r.bottom)} of ${innerHeight}`; };
        """;

    /// <summary>Where the focus is now: its name and what is wrong with how it shows; [] on no control, ["same"] on the one before, null where it came round.</summary>
    private const string Step = """
        () => { const e = document.activeElement;
          if (!e || e === document.body) return [];
          if (e === window.walkedLast) return ["same"];
          if (e.dataset.walked) return null;
          window.walkedLast = e;
          e.dataset.walked = "1";
          return [controlName(e), focusUnseen(e)]; }
        """;

    /// <summary>Presses Tab from the top until it comes round.</summary>
    public static async Task<TabWalk> WalkAsync(this Face face)
    {
        await face.Page.EvaluateAsync($"() => {{ {Helpers} const body = document.body; body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); scrollTo(0, 0); }}");
        List<string> stops = [], unseen = [];
        for (int i = 0; i < StopsMax; i++)
        {
            await face.Page.Keyboard.PressAsync("Tab");
            string[]? stop = await face.Page.EvaluateAsync<string[]?>(Step);
            if (stop is null || (stop.Length == 0 && stops.Count > 0))
            {
                break;
            }

            // A date has several fields, each a stop of one control.
            if (stop.Length == 2)
            {
                stops.Add(stop[0]);
                unseen.AddRange(stop[1].Length > 0 ? [$"{stop[0]}: {stop[1]}"] : []);
            }
        }

        string[] controls = await face.Page.EvaluateAsync<string[]>("controls().map(controlName)");
        return new TabWalk(stops, [.. controls.Except(stops)], unseen);
    }

    /// <summary>Presses Tab until what matches the selector has the focus.</summary>
    public static async Task TabToAsync(this Face face, string selector)
    {
        for (int i = 0; i < StopsMax; i++)
        {
            await face.Page.Keyboard.PressAsync("Tab");
            if (await face.Page.EvaluateAsync<bool>("selector => Boolean(document.activeElement?.matches(selector))", selector))
            {
                return;
            }
        }

        Assert.Fail($"Tab does not reach {selector}");
    }

    public static Task PressAsync(this Face face, string key) => face.Page.Keyboard.PressAsync(key);

    public static Task TypeAsync(this Face face, string text) => face.Page.Keyboard.TypeAsync(text);
}
