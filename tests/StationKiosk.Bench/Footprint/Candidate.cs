using StationKiosk.Bench.Reading;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Footprint;

/// <summary>One build of the kiosk, started again and again.</summary>
internal sealed class Candidate(string name, string program)
{
    private const int VisitsAtOnce = 50;

    private readonly List<double> _starts = [];
    private readonly List<Memory> _idle = [];
    private Memory _busy;

    public static string Head => $"{"median",-28}{"first 200 ms",14}{"idle RSS MB",13}{"PSS MB",8}{"visited RSS MB",16}{"PSS MB",8}";

    public double StartMilliseconds => _starts.Quantile(0.5);

    public double IdleRss => _idle.Select(memory => memory.Rss).Quantile(0.5);

    /// <summary>Starts it and notes how long that took.</summary>
    public async Task<LoneKiosk> StartAsync(TestBadges badges)
    {
        var kiosk = await LoneKiosk.StartAsync(program, ProtocolJson.Bytes(badges.KeyList, ProtocolJson.Default.KeyList));
        _starts.Add(kiosk.StartTook.TotalMilliseconds);
        return kiosk;
    }

    public void LookIdle(LoneKiosk kiosk) => _idle.Add(Memory.Of(kiosk.Process.Id));

    /// <summary>Looks at it after many visits.</summary>
    public async Task LookBusyAsync(LoneKiosk kiosk, IEnumerable<string> badges)
    {
        foreach (string[] some in badges.Chunk(VisitsAtOnce))
        {
            var answers = await kiosk.ScanAsync(some);
            if (answers.Any(answer => answer != "Welcome"))
            {
                throw new InvalidOperationException($"a badge just issued was answered {answers.First(answer => answer != "Welcome")}");
            }
        }

        _busy = Memory.Of(kiosk.Process.Id);
    }

    /// <summary>Forgets the starts so far: they were for warming up.</summary>
    public void Forget() => _starts.Clear();

    public override string ToString() =>
        $"{name,-28}{StartMilliseconds,14:0}{IdleRss,13:0.0}{_idle.Select(memory => memory.Pss).Quantile(0.5),8:0.0}{_busy.Rss,16:0.0}{_busy.Pss,8:0.0}";
}
