using StationKiosk.Hosting.Loops;
using System.Threading.Channels;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Takes scans one by one from all readers, has the desk answer, shows the answer.</summary>
public sealed class CheckInLoop(ChannelReader<Scan> scans, CheckInDesk desk, IReadOnlyList<IIndicator> indicators, TimeProvider time, LoopRound round)
{
    /// <summary>Scans waiting for the desk; beyond it a reader waits, and its device buffers or drops.</summary>
    public const int WaitingMax = 64;

    /// <summary>The queue between the readers and the desk.</summary>
    public static Channel<Scan> Queue() => Channel.CreateBounded<Scan>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <summary>Runs until stopped; a scan already taken is answered first.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            round.Went();
            if (!await scans.WaitAtMostAsync(round.ReportEvery, time, stop) || !scans.TryRead(out var scan))
            {
                continue;
            }

            foreach (var indicator in indicators)
            {
                indicator.Scanning(scan.Reader);
            }

            var verdict = desk.Answer(scan);
            foreach (var indicator in indicators)
            {
                indicator.Show(verdict);
            }
        }
    }
}
