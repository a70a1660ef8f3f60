using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Bench.Reading;

/// <summary>How many codes in real pictures are read, how many wrongly, and how long it takes.</summary>
internal static class ReadingBench
{
    /// <summary>Share of the pictures with a code that has to be read the way the kiosk reads pictures. Plain zbar reads 90 of the 116 it was set on.</summary>
    public const double ReadShareMin = 0.76;

    private static readonly PictureFit LiveFit = new(640, 480);

    public static async Task<int> RunAsync(string folder, CancellationToken stop)
    {
        var samples = Corpus.Read(folder);
        int coded = samples.Count(sample => sample.IsCoded);
        Console.WriteLine($"{samples.Count} pictures, {coded} of them with a code that says something in ASCII, {samples.Count(sample => sample.Texts.Count == 0)} without a code");
        Console.WriteLine(Score.Head);
        var asTheKioskDoes = await ScoreAsync($"fit {PictureReader.DefaultFit.Width}x{PictureReader.DefaultFit.Height}", samples, PictureReader.DefaultFit, stop);
        await ScoreAsync("full size", samples, fit: null, stop);
        await ScoreAsync($"fit {LiveFit.Width}x{LiveFit.Height}", samples, LiveFit, stop);
        await TimeStagesAsync(samples, stop);
        return Verdict(asTheKioskDoes);
    }

    private static async Task<Score> ScoreAsync(string name, IReadOnlyList<Sample> samples, PictureFit? fit, CancellationToken stop)
    {
        using var decoder = StagedDecoder.OfThisBuild();
        var plain = new Score($"{name}, plain");
        var staged = new Score($"{name}, staged");
        foreach (var sample in samples)
        {
            var picture = await LoadAsync(sample, fit, stop);
            plain.Try(sample, picture, image => decoder.Decode(image, Stage.Plain));
            staged.Try(sample, picture, decoder.DecodePicture);
        }

        Console.WriteLine(plain);
        Console.WriteLine(staged);
        staged.Remarks.ForEach(Console.WriteLine);
        return staged;
    }

    // The usual frame of live video shows no code.
    private static async Task TimeStagesAsync(IReadOnlyList<Sample> samples, CancellationToken stop)
    {
        using var decoder = StagedDecoder.OfThisBuild();
        var scores = Enum.GetValues<Stage>().Select(stage => (Stage: (Stage?)stage, Score: new Score($"{stage}")))
            .Append((Stage: null, Score: new Score("as live: plain + one more"))).ToList();
        foreach (var sample in samples.Where(sample => sample.Texts.Count == 0))
        {
            var picture = await LoadAsync(sample, LiveFit, stop);
            foreach (var (stage, score) in scores)
            {
                score.Try(sample, picture, stage is { } one ? image => decoder.Decode(image, one) : decoder.DecodeFrame);
            }
        }

        Console.WriteLine($"pictures without a code, fit {LiveFit.Width}x{LiveFit.Height}, by stage:");
        scores.ForEach(score => Console.WriteLine(score.Score));
    }

    private static async Task<GrayImage> LoadAsync(Sample sample, PictureFit? fit, CancellationToken stop)
    {
        var (gray, fault) = await PictureReader.LoadAsync(sample.File, fit, TimeProvider.System, stop);
        return gray ?? throw new InvalidDataException(fault);
    }

    private static int Verdict(Score score)
    {
        bool met = score.ReadShare >= ReadShareMin && score.Misread == 0 && score.ReadWhereNothingIs == 0;
        Console.WriteLine($"read {score.Read} of {score.Coded} = {score.ReadShare:P1}, bar {ReadShareMin:P0}, none misread, nothing read where nothing is: {(met ? "met" : "MISSED")}");
        return met ? 0 : 1;
    }
}
