using System.Text.RegularExpressions;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.Panel;

namespace StationKiosk.Kiosk.Tests.Panel;

/// <summary>The kiosk's texts in all their languages.</summary>
public sealed partial class WordsTests
{
    private const int English = 0, Chinese = 1, Uyghur = 2;

    /// <summary>Texts that have no Uyghur yet and are said in Chinese to a Uyghur reader. Strike off what is written.</summary>
    private static readonly string[] NotInUyghur =
    [
        "why.videoEnded", "why.thisCameraFailed", "why.cameraFailed", "why.programMissing", "why.decoderMissing", "why.decoderSlow", "why.decoderEnded", "why.beginsAnew",
        "why.beginsAnewLook", "why.zbarMissing", "why.zbarMemory", "why.radarSilent", "why.radarBaud", "why.radarGone", "why.serialMissing",
        "why.serialList", "why.serialClosed", "why.serialNone", "why.serialBaud", "why.gpioBusy", "why.gpioLine", "why.gpioPull", "why.gpioChip",
        "why.gpioChips", "why.gpioClosed", "why.gpiodMissing", "why.gpioNone", "why.gpioGroup", "why.scannerClosed", "why.scannerFailed",
        "why.scannerInput", "why.scannerInputClosed", "why.scannerHeld", "why.noInput", "why.journal", "why.parked", "why.takenOnce", "why.takenOver",
        "why.brokerSilent", "why.journalReplaced", "why.brokerRefused", "why.subscribeRefused", "why.publishRefused", "why.brokeBecause",
        "why.brokerEnded", "why.brokerSlow", "why.notABroker", "why.noAnswer", "why.noBroker", "why.noName", "why.noNetwork", "why.closedAtOnce",
        "why.cutAtOnce", "why.wantsTls", "why.notOurs", "why.wantsCertificate", "why.tls", "why.failed",
    ];

    private static readonly Words Words = Words.Of(typeof(PanelPages).Assembly);

    [Fact]
    public void Every_text_is_written_in_English_and_Chinese() =>
        Assert.Empty(Words.Texts.Where(text => text.Value.Count <= Chinese || text.Value.Any(form => form.Length == 0)).Select(text => text.Key));

    [Fact]
    public void The_texts_that_Uyghur_readers_get_in_Chinese_are_these() =>
        Assert.Equal(NotInUyghur.Order(), Words.Texts.Where(text => text.Value.Count <= Uyghur).Select(text => text.Key).Order());

    [Fact]
    public void Every_language_names_the_same_values() => Assert.Empty(Words.Texts
        .Where(text => text.Value.Any(form => !Places(form).SequenceEqual(Places(text.Value[English]))))
        .Select(text => text.Key));

    [Fact]
    public void A_terminal_says_times_in_its_own_zone_and_durations_in_their_largest_unit()
    {
        Assert.Equal("no data since 14:05", Words.Say(new Said("noDataSince", "14:05"), TimeZoneInfo.Utc));
        Assert.Equal("a key that nobody wrote", Words.Say(new Said("a key that nobody wrote"), TimeZoneInfo.Utc));
    }

    private static IEnumerable<string> Places(string form) => Place().Matches(form).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d(?::\w+)?\}")]
    private static partial Regex Place();
}
