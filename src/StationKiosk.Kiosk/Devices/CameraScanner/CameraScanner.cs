using StationKiosk.Kiosk.CheckIn;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>A camera that badges are held up to. A helper process gives gray frames, another decodes the newest of them.</summary>
public sealed class CameraScanner : IScanner
{
    private readonly CameraScannerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CameraScanner> _log;
    private readonly HelperCommand _command;
    private readonly string? _decoder;

    /// <param name="name">Its name in the configuration.</param>
    /// <param name="options">Which camera.</param>
    /// <param name="time">For limits.</param>
    /// <param name="log">Start and end of the camera.</param>
    public CameraScanner(string name, CameraScannerOptions options, TimeProvider time, ILogger<CameraScanner> log)
        : this(name, options, time, log, HelperCommand.For(options))
    {
    }

    internal CameraScanner(string name, CameraScannerOptions options, TimeProvider time, ILogger<CameraScanner> log, HelperCommand command, string? decoder = null) =>
        (Name, _options, _time, _log, _command, _decoder) = (name, options, time, log, command, decoder);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task ScanAsync(IScanSink sink, CancellationToken stop)
    {
        FrameSource.Need(_options);
        await using var decoder = DecoderProcess.Start(_time, _decoder);
        await decoder.ReadyAsync(stop);
        await using var source = new FrameSource(_options, _command, _time);
        _log.LogInformation("{Scanner}: {Program} reads {Source}, process {Process}", Name, _command.Program, _options.Source, source.HelperId);
        try
        {
            await ScanAsync(source, decoder, sink, stop);
        }
        finally
        {
            _log.LogInformation("{Scanner}: ended; {Dropped} frames came faster than they could be decoded", Name, source.Dropped);
        }
    }

    private async Task ScanAsync(FrameSource source, DecoderProcess decoder, IScanSink sink, CancellationToken stop)
    {
        var inView = new InView();
        var scene = new SceneWatch();
        long start = _time.GetTimestamp();
        for (bool first = true; ; first = false)
        {
            byte[] frame = await source.NextAsync(stop);
            if (first)
            {
                sink.Ready();
            }

            var at = _time.GetElapsedTime(start);
            var picture = new GrayImage(_options.Width, _options.Height, frame.AsMemory(0, _options.Width * _options.Height));
            var look = scene.Take(picture, at);
            var texts = look == SceneLook.Pass ? [] : await decoder.DecodeAsync(picture, stop);
            FrameSource.Return(frame);
            foreach (string text in inView.Look(texts, at, still: look != SceneLook.Look))
            {
                scene.Read(at);
                await sink.ReadAsync(text, stop);
            }
        }
    }
}
