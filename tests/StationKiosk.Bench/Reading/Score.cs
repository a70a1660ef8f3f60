using System.Diagnostics;
using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Bench.Reading;

/// <summary>How one way of decoding did over a corpus.</summary>
internal sealed class Score(string name)
{
    private readonly List<double> _milliseconds = [];

    public int Coded { get; private set; }

    public int Read { get; private set; }

    public int Misread { get; private set; }

    public int ReadWhereNothingIs { get; private set; }

    public double ReadShare => Coded == 0 ? 0 : (double)Read / Coded;

    public List<string> Remarks { get; } = [];

    public static string Head => $"{"",-28}{"read",6}{"missed",8}{"misread",9}{"from nothing",14}{"median ms",11}{"p99 ms",8}";

    public void Try(Sample sample, GrayImage picture, Func<GrayImage, IReadOnlyList<string>> decode)
    {
        long start = Stopwatch.GetTimestamp();
        var texts = decode(picture);
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        Judge(sample, texts);
    }

    public override string ToString() =>
        $"{name,-28}{Read,6}{Coded - Read - Misread,8}{Misread,9}{ReadWhereNothingIs,14}{_milliseconds.Quantile(0.5),11:0.0}{_milliseconds.Quantile(0.99),8:0.0}";

    private void Judge(Sample sample, IReadOnlyList<string> texts)
    {
        if (sample.Texts.Count == 0)
        {
            ReadWhereNothingIs += texts.Count > 0 ? 1 : 0;
            Remark(texts.Count > 0, $"{sample.File}: read '{string.Join("', '", texts)}' where nothing is");
            return;
        }

        if (!sample.IsCoded)
        {
            return;
        }

        bool read = sample.Says(texts);
        bool misread = !read && texts.Count > 0 && sample.IsAscii;
        Coded++;
        Read += read ? 1 : 0;
        Misread += misread ? 1 : 0;
        Remark(misread, $"{sample.File}: read '{string.Join("', '", texts)}' for '{string.Join("', '", sample.Texts)}'");
    }

    private void Remark(bool when, string remark)
    {
        if (when)
        {
            Remarks.Add(remark.ReplaceLineEndings("\\n"));
        }
    }
}

internal static class Quantiles
{
    /// <summary>The value that the share <paramref name="q"/> of all lie at or below; not a number where there are none.</summary>
    public static double Quantile(this IEnumerable<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(q * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
