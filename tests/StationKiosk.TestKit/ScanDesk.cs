using System.Text;

namespace StationKiosk.TestKit;

/// <summary>Holds badges before a serial reader and waits for the kiosk's answer, as a worker does.</summary>
public sealed class ScanDesk(Network network, PseudoTerminal port)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    /// <summary>The answer: <c>Welcome</c>, <c>WelcomeAgain</c> or <c>Refused</c>.</summary>
    /// <exception cref="TimeoutException">No answer.</exception>
    public async Task<string> ScanAsync(string badge)
    {
        var kiosk = network.Kiosk!;
        int before = Answers(kiosk).Count;
        port.Write(Encoding.ASCII.GetBytes(badge + "\r"));
        await Eventually.IsTrue(() => kiosk.HasExited || Answers(kiosk).Count > before, AnswerWithin);
        return Answers(kiosk).Count > before ? Answers(kiosk)[before] : throw new TimeoutException("the kiosk was gone before it answered");
    }

    private static List<string> Answers(ProgramProcess kiosk) =>
        [.. kiosk.Lines.Select(line => line.Split("scan at door: ")).Where(parts => parts.Length == 2).Select(parts => parts[1].Split(' ')[0])];
}
