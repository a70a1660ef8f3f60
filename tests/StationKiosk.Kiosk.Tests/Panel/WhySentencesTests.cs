using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Panel;

/// <summary>
/// Devices and the uplink say in English what is wrong; a page says it in the reader's language where the sentence is written under a key <c>why.…</c> of <c>words.json</c>.
/// The sentences are read from the sources, so that a new one cannot be forgotten.
/// </summary>
public sealed partial class WhySentencesTests
{
    private const char Hole = '§';

    /// <summary>Sentences that pages say in English to everybody. Strike off what is written.</summary>
    private static readonly string[] InEnglishOnly = [];

    private static readonly List<Regex> Patterns = [.. Words.Of().Texts
        .Where(text => text.Key.StartsWith("why.", StringComparison.Ordinal))
        .Select(text => new Regex($"^{Place().Replace(Regex.Escape(text.Value[0]), "([^;]{1,400}?)")}$"))];

    [Fact]
    public void Every_sentence_in_which_a_device_or_the_uplink_says_what_is_wrong_can_be_said_in_another_language()
    {
        var sentences = Repository.Files("src/StationKiosk.Kiosk/Devices", ".cs").Concat(Repository.Files("src/StationKiosk.Kiosk/Uplink", ".cs"))
            .SelectMany(file => Thrown().Matches(Repository.Text(file)).Select(match => match.Groups[1].Value))
            .SelectMany(Sentences)
            .Distinct()
            .ToList();
        Assert.True(sentences.Count > 35, $"only {sentences.Count} sentences found");
        Assert.Equal(InEnglishOnly, sentences.Where(sentence => !IsWritten(sentence)));
    }

    [Fact]
    public void Every_reason_why_a_connection_was_not_made_can_be_said_in_another_language()
    {
        var way = new BrokerWay("broker.example", 8883);
        Exception[] causes =
        [
            new SocketException((int)SocketError.ConnectionRefused), new SocketException((int)SocketError.HostNotFound), new SocketException((int)SocketError.NetworkUnreachable),
            new SocketException((int)SocketError.TimedOut), new SocketException((int)SocketError.ConnectionReset), new System.Net.WebSockets.WebSocketException("403"),
            new OperationCanceledException(), new AuthenticationException("no common algorithm"), new IOException("closed"),
        ];
        Assert.All(causes, cause => Assert.True(IsWritten(LinkFaults.OfConnect(way, identity: null, certificateFault: null, cause)), LinkFaults.OfConnect(way, null, null, cause)));
    }

    [Theory]
    [InlineData("the journal cannot write: disk full")]
    [InlineData("the storage damaged the journal; what was damaged is kept in /var/lib/station-kiosk/journal.aside-0001. Replace the card, and look at that folder before you delete it")]
    [InlineData("another program keeps /var/lib/station-kiosk/journal.db open, and its log cannot be emptied (21 MB so far): end that program, and read a copy instead")]
    [InlineData("Another device uses this station's identity: it took our place at the broker 1 time, last at 2026-11-22 14:05 UTC. Take the copied card or the second kiosk away.")]
    [InlineData("Another device uses this station's identity: it took our place at the broker 3 times, last at 2026-11-22 14:05 UTC. Take the copied card or the second kiosk away.")]
    [InlineData("the radar hall on /dev/ttyAMA0 says nothing: check its supply and that its TX goes to our RX")]
    [InlineData("the radar hall on /dev/ttyAMA0 sends what is no report: set Baud to the module's speed (256000 when it leaves the factory; here 9600)")]
    [InlineData("the camera /dev/video0 failed (its helper ended with exit code 1): check that it is there and that the kiosk may read it")]
    [InlineData("event 7 has 300000 bytes and the broker takes packets of 65536: it stays here until the broker's max_packet_size is raised")]
    [InlineData("it sends texts that are no badge, or one text over and over: turn its continuous mode off, or clear what is before it")]
    public void So_can_what_the_station_says_of_itself(string sentence) => Assert.True(IsWritten(sentence));

    /// <summary>As a whole or part by part, as <c>explain</c> of say.js does.</summary>
    private static bool IsWritten(string sentence) => Matches(sentence) || sentence.Split("; ").All(Matches);

    private static bool Matches(string sentence) => Patterns.Exists(pattern => pattern.IsMatch(sentence));

    /// <summary>The texts in an expression; what is joined by + is one, what is computed is a hole.</summary>
    private static IEnumerable<string> Sentences(string expression)
    {
        string holed = Holes(expression);
        return Joined().Replace(holed, "").Split('"').Where((_, i) => i % 2 == 1).Where(text => text.Length > 8);
    }

    private static string Holes(string expression)
    {
        int depth = 0;
        var text = new System.Text.StringBuilder();
        foreach (char letter in expression)
        {
            if (letter == '{' && depth++ == 0)
            {
                text.Append(Hole);
            }
            else if (letter == '}')
            {
                depth--;
            }
            else if (depth == 0)
            {
                text.Append(letter);
            }
        }

        return text.ToString();
    }

    [GeneratedRegex("""(?:Device|Link)Exception\(((?:[^;"]|"(?:[^"\\]|\\.)*")*);""")]
    private static partial Regex Thrown();

    [GeneratedRegex(@"""\s*\+\s*\$?""")]
    private static partial Regex Joined();

    [GeneratedRegex(@"\\\{\d(?::\w+)?\}")]
    private static partial Regex Place();
}
