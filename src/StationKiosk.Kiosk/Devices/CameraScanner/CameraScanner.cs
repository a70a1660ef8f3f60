using StationKiosk.Kiosk.CheckIn;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>A camera that badges are held up to. A helper process gives gray frames; the newest is decoded in this process.</summary>
public sealed class CameraScanner : IScanner
{
    private readonly CameraScannerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CameraScanner> _log;
    private readonly HelperCommand _command;

    /// <param name="name">Its name in the configuration.</param>
    /// <param name="options">Which camera.</param>
    /// <param name="time">For limits.</param>
    /// <param name="log">Start and end of the camera.</param>
    public CameraScanner(string name, CameraScannerOptions options, TimeProvider time, ILogger<CameraScanner> log)
        : this(name, options, time, log, HelperCommand.For(options))
    {
    }

    internal CameraScanner(string name, CameraScannerOptions options, TimeProvider time, ILogger<CameraScanner> log, HelperCommand command) =>
        (Name, _options, _time, _log, _command) = (name, options, time, log, command);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task ScanAsync(IScanSink sink, CancellationToken stop)
    {
        using var decoder = new StagedDecoder(new ZbarDecoder());
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

    private async Task ScanAsync(FrameSource source, StagedDecoder decoder, IScanSink sink, CancellationToken stop)
    {
        var inView = new InView();
        long start = _time.GetTimestamp();
        for (bool first = true; ; first = false)
        {
            byte[] frame = await source.NextAsync(stop);
            if (first)
            {
                sink.Ready();
            }

            var texts = decoder.DecodeFrame(new GrayImage(_options.Width, _options.Height, frame.AsMemory(0, _options.Width * _options.Height)));
            FrameSource.Return(frame);
            foreach (string text in inView.Look(texts, _time.GetElapsedTime(start)))
            {
                await sink.ReadAsync(text, stop);
            }
        }
    }
}
