using System.CommandLine;
using StationKiosk.TestKit;

namespace StationKiosk.Bench.Video;

internal static class VideoCommand
{
    public static Command Create()
    {
        var output = new Option<FileInfo>("--out") { Description = "The video to make, such as badges.mkv", HelpName = "FILE", Required = true };
        var text = new Option<string[]>("--text") { Description = "A badge's text; may be given again", HelpName = "TEXT", AllowMultipleArgumentsPerToken = true };
        var texts = new Option<FileInfo>("--texts") { Description = "A file with a badge's text on each line", HelpName = "FILE" }.AcceptExistingOnly();
        var seconds = new Option<double>("--seconds") { Description = "How long each is held up", DefaultValueFactory = _ => 2 };
        var gap = new Option<double>("--gap") { Description = "Seconds of nothing before, between and after", DefaultValueFactory = _ => 1 };
        var tilt = new Option<double>("--tilt") { Description = "Degrees", DefaultValueFactory = _ => BadgeVideo.UsualTilt };
        var noise = new Option<int>("--noise") { Description = "Gray levels, 0 to 100", DefaultValueFactory = _ => BadgeVideo.UsualNoise };
        var light = new Option<double>("--light") { Description = "1 for full light, 0 for darkness", DefaultValueFactory = _ => BadgeVideo.UsualLight };
        var command = new Command("video", "Makes a video of badges held up one after the other") { output, text, texts, seconds, gap, tilt, noise, light };
        command.SetAction(async (parsed, stop) =>
        {
            string[] lines = parsed.GetValue(texts) is { } file ? await File.ReadAllLinesAsync(file.FullName, stop) : [];
            var video = new BadgeVideo
            {
                Texts = [.. parsed.GetValue(text) ?? [], .. lines.Where(line => line.Length > 0)],
                Shown = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Gap = TimeSpan.FromSeconds(parsed.GetValue(gap)),
                TiltDegrees = parsed.GetValue(tilt),
                Noise = parsed.GetValue(noise),
                Light = parsed.GetValue(light),
            };
            if (video.Texts.Count == 0)
            {
                await Console.Error.WriteLineAsync("video: say what to show: --text TEXT or --texts FILE");
                return 1;
            }

            await video.MakeAsync(parsed.GetValue(output)!.FullName, stop);
            return 0;
        });
        return command;
    }
}
