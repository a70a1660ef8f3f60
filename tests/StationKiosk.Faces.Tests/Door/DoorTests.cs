using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;
using Xunit.Abstractions;

namespace StationKiosk.Faces.Tests.Door;

/// <summary>The door's screen in Debian's chromium.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DoorTests(Chromium chromium, ITestOutputHelper output)
{
    private const int WireBytesMax = 200_000;

    /// <summary>The bar is 1 s on a quiet machine; two busy cores get more.</summary>
    private const int FirstPaintMsMax = 15_000;

    /// <summary>Contrast of every text against the nearest background that is not transparent (WCAG 2.2, relative luminance); the worst comes first.</summary>
    private const string Contrasts = """
        () => {
          const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
          const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          const colour = text => text.match(/[\d.]+/g).map(Number);
          const ground = node => { for (; node; node = node.parentElement) { const c = colour(getComputedStyle(node).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
          const texts = [...document.querySelectorAll('body *')].filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()));
          return texts.map(node => {
            const [light, dark] = [luminance(colour(getComputedStyle(node).color)), luminance(ground(node))].sort((a, b) => b - a);
            return (light + 0.05) / (dark + 0.05);
          }).sort((a, b) => a - b);
        }
        """;

    /// <summary>Texts that a person would not see whole because the screen ends.</summary>
    private const string CutOff = """
        () => [...document.querySelectorAll('body *')].filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
          .filter(node => { const r = node.getBoundingClientRect(); return r.left < -1 || r.top < -1 || r.right > innerWidth + 1 || r.bottom > innerHeight + 1; })
          .map(node => node.textContent)
        """;

    public static TheoryData<int, int, bool, string> Screens => new()
    {
        { 1920, 1080, false, "zh-CN" },
        { 1280, 720, true, "en" },
        { 1080, 1920, false, "ug" },
        { 720, 1280, true, "zh-CN" },
        { 800, 480, false, "ug" },
    };

    private static readonly (VerdictKind Kind, RefusalReason? Reason)[] Verdicts =
    [
        (VerdictKind.Welcome, null), (VerdictKind.WelcomeAgain, null), (VerdictKind.ShowBadge, null),
        .. Enum.GetValues<RefusalReason>().Select(reason => (VerdictKind.Refused, (RefusalReason?)reason)),
    ];

    [SkippableTheory]
    [MemberData(nameof(Screens))]
    public async Task Idle_fits_the_screen_and_can_be_read_from_two_metres(int width, int height, bool dark, string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, new View(width, height, dark, language));
        await face.Page.WaitForSelectorAsync(".service:nth-child(6)");

        Assert.Empty(await face.Page.EvaluateAsync<string[]>(CutOff));
        Assert.False(await face.Page.EvaluateAsync<bool>("document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"));
        double worst = (await face.Page.EvaluateAsync<double[]>(Contrasts))[0];
        Assert.True(worst >= 7, $"contrast {worst:0.0}");
        Assert.Equal(language == "ug" ? "rtl" : "ltr", await face.Page.EvaluateAsync<string>("document.documentElement.dir"));
        Assert.Empty(await face.SeriousFaultsAsync());
        Assert.Empty(face.Elsewhere);
        Assert.Empty(face.Faults);
        Assert.InRange(face.WireBytes, 1, WireBytesMax);
        double paint = await face.FirstPaintMsAsync();
        output.WriteLine($"door {width}x{height}: {face.WireBytes} bytes, first paint after {paint:0} ms");
        Assert.InRange(paint, 1, FirstPaintMsMax);
    }

    [SkippableTheory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    [InlineData("ug")]
    public async Task Every_verdict_fills_the_screen_with_a_sign_a_big_word_and_what_to_do(string language)
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, new View(1280, 720, Dark: false, language));
        var looks = new HashSet<string>();
        foreach (var (kind, reason) in Verdicts)
        {
            string name = $"{kind} {reason}";
            kiosk.Say("verdict", DoorSamples.Verdict(kind, reason) with { Reader = name }, PanelJson.Default.DoorVerdict);
            await face.Page.WaitForSelectorAsync($"#verdict[data-seen$='{name}']");

            Assert.Empty(await face.Page.EvaluateAsync<string[]>(CutOff));
            Assert.True(await face.Page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.getElementById('word')).fontSize)") >= 96);
            Assert.True(await face.Page.Locator("#sign svg").IsVisibleAsync());
            string word = await face.Page.InnerTextAsync("#word"), what = await face.Page.InnerTextAsync("#what");
            Assert.True(looks.Add(word), $"{name} has the word of another verdict");
            Assert.NotEmpty(what);
            Assert.All([word, what], text => Assert.DoesNotContain("door.", text, StringComparison.Ordinal));
            Assert.Equal(language == "en", (word + what).All(letter => letter < 0x250 || char.IsPunctuation(letter)));
            double worst = (await face.Page.EvaluateAsync<double[]>(Contrasts))[0];
            Assert.True(worst >= 7, $"{name}: contrast {worst:0.0}");
        }

        Assert.Equal(Enum.GetValues<RefusalReason>().Length + 3, looks.Count);
        Assert.Empty(face.Faults);
    }

    [SkippableFact]
    public async Task Stored_is_said_at_once_and_counted_when_the_receipt_came()
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, View.Desk);
        kiosk.Say("verdict", DoorSamples.Verdict(VerdictKind.Welcome), PanelJson.Default.DoorVerdict);
        await face.Page.WaitForSelectorAsync("#verdict[data-seen]");
        Assert.Contains("stored here", await face.Page.InnerTextAsync("#proof"), StringComparison.Ordinal);
        Assert.Equal(0, await face.Page.Locator("#counted").CountAsync());

        kiosk.Say("counted", new DoorCounted(41, Month: null), PanelJson.Default.DoorCounted);
        await face.Page.WaitForSelectorAsync("#counted", new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        Assert.Equal(0, await face.Page.Locator("#month").CountAsync());
    }

    [SkippableTheory]
    [InlineData("en", 3L, "3 visits recorded this month")]
    [InlineData("en", 1L, "your first recorded visit this month")]
    [InlineData("zh-CN", 3L, "本月已记录 3 次")]
    [InlineData("ug", 1_000L, "بۇ ئاي")]
    public async Task The_visits_this_month_are_said_where_the_office_told_them_and_move_nothing_else(string language, long month, string words)
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, new View(800, 480, Dark: false, language));
        kiosk.Say("verdict", DoorSamples.Verdict(VerdictKind.Welcome), PanelJson.Default.DoorVerdict);
        await face.Page.WaitForSelectorAsync("#verdict[data-seen]");
        double before = await face.Page.EvaluateAsync<double>("document.getElementById('word').getBoundingClientRect().top");

        kiosk.Say("counted", new DoorCounted(41, month), PanelJson.Default.DoorCounted);
        await face.Page.WaitForSelectorAsync("#month");
        Assert.StartsWith(words, await face.Page.InnerTextAsync("#month"), StringComparison.Ordinal);
        Assert.Equal(before, await face.Page.EvaluateAsync<double>("document.getElementById('word').getBoundingClientRect().top"), 1.0);
        Assert.Empty(await face.Page.EvaluateAsync<string[]>(CutOff));
    }

    [SkippableFact]
    public async Task One_tap_changes_the_language_and_the_keyboard_does_too()
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, View.Desk);
        await face.Page.ClickAsync("#language button[lang=ug]");
        Assert.Equal("rtl", await face.Page.EvaluateAsync<string>("document.documentElement.dir"));
        await face.Page.FocusAsync("#language button[lang=zh-CN]");
        await face.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("请在此出示工牌码", await face.Page.InnerTextAsync("#show"));
    }

    [SkippableFact]
    public async Task After_a_tap_each_verdict_sounds_by_its_own_pattern()
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, View.Desk);
        await face.Page.EvaluateAsync("""
            () => {
              window.tones = [];
              const create = AudioContext.prototype.createOscillator;
              AudioContext.prototype.createOscillator = function () { const tone = create.call(this); window.tones.push(tone); return tone; };
            }
            """);
        await face.Page.ClickAsync("#frame");
        await face.UntilAsync("document.getElementById('sound').hidden");
        var heard = new List<double>();
        foreach (var verdict in (DoorVerdict[])[DoorSamples.Verdict(VerdictKind.Welcome), DoorSamples.Verdict(VerdictKind.Refused, RefusalReason.Expired)])
        {
            kiosk.Say("verdict", verdict, PanelJson.Default.DoorVerdict);
            heard.AddRange(verdict.Pattern.Beeps.Select(beep => (double)beep.Hertz));
            await face.UntilAsync($"window.tones.length === {heard.Count}");
        }

        Assert.Equal(heard, await face.Page.EvaluateAsync<double[]>("window.tones.map(tone => tone.frequency.value)"));
    }

    [SkippableFact]
    public async Task Without_the_kiosk_no_level_is_shown_as_known_and_the_screen_comes_back_by_itself()
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Normal, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, View.Desk);
        await face.Page.WaitForSelectorAsync(".service.good");

        await kiosk.StopAsync();
        await face.UntilAsync("document.querySelectorAll('.service.unknown').length === 6");
        Assert.Equal("This screen is not live. Scanning works all the same.", await face.Page.InnerTextAsync("#note"));

        await kiosk.StartAsync();
        await face.Page.WaitForSelectorAsync(".service.good");
    }

    [SkippableFact]
    public async Task Hostile_names_do_nothing_and_move_nothing()
    {
        await using var kiosk = await CannedKiosk.StartAsync("door", DoorSamples.Overfull, PanelJson.Default.DoorBody);
        await using var face = await OpenAsync(kiosk, View.Phone);
        await face.Page.WaitForSelectorAsync(".service");
        kiosk.Say("verdict", DoorSamples.Verdict(VerdictKind.Refused, RefusalReason.Expired) with { Reader = DoorSamples.Hostile }, PanelJson.Default.DoorVerdict);
        await face.Page.WaitForSelectorAsync("#verdict[data-seen]");
        Assert.Equal("Door", await face.Page.TitleAsync());
        Assert.Empty(await face.Page.EvaluateAsync<string[]>(CutOff));
        Assert.Empty(face.Faults);
    }

    private async Task<Face> OpenAsync(CannedKiosk kiosk, View view)
    {
        var face = await chromium.OpenAsync(new Uri(kiosk.Address, "/door"), view);
        await face.Page.WaitForSelectorAsync(".service");
        return face;
    }
}
