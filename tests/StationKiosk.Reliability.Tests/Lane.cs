using System.Text;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests;

/// <summary>One reader with a queue of workers. Each scans until answered, as people do; a worker who got no answer scans again.</summary>
internal sealed class Lane(string name, Func<string> nextBadge, Ledger ledger) : IDisposable
{
    public string Name => name;

    public PseudoTerminal Port { get; } = new();

    /// <summary>The reader, for the kiosk's configuration.</summary>
    public string Reader => $$"""{ "Name": "{{name}}", "Kind": "serial", "Port": "{{Port.Path}}" }""";

    /// <summary>Workers come one after the other until stopped; the one at the reader is answered first.</summary>
    /// <param name="kiosk">The kiosk that answers now; waits while there is none.</param>
    /// <param name="pause">Between two workers.</param>
    /// <param name="noMore">The queue ends here.</param>
    /// <param name="giveUp">Nobody waits any longer.</param>
    public async Task RunAsync(Func<CancellationToken, Task<KioskRun>> kiosk, TimeSpan pause, CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested)
        {
            string badge = nextBadge();
            ledger.Write(TestBadges.SubjectOf(badge), await AnswerAsync(kiosk, Encoding.ASCII.GetBytes(badge + "\r"), giveUp));
            await Task.Delay(pause, TimeProvider.System, giveUp);
        }
    }

    public void Dispose() => Port.Dispose();

    private async Task<string> AnswerAsync(Func<CancellationToken, Task<KioskRun>> kiosk, byte[] badge, CancellationToken giveUp)
    {
        while (true)
        {
            var run = await kiosk(giveUp);
            if (run.Show(Port, badge) && await run.AnswerAsync(name, giveUp) is { } answer)
            {
                return answer;
            }
        }
    }
}
