using System.Text;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Devices.KeyboardScanner;
using StationKiosk.Kiosk.Devices.RadarSensor;
using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.Kiosk.Tests.Devices.Keyboard;
using StationKiosk.Kiosk.Tests.Devices.Radar;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Fuzz;

/// <summary>
/// What readers and sensors hand over, each stream read by the code that reads it in a kiosk, one input after the other without a new start. No scan but the
/// badge that was held up may come of it.
/// </summary>
internal sealed class DeviceTargets : IDisposable
{
    /// <summary>Pixels of a frame's sides: so small that a badge's modules are 2 pixels wide.</summary>
    private const int Side = 160;

    /// <summary>A GM65's reply to a command.</summary>
    private static readonly byte[] Reply = [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31];

    private readonly TestBadges _badges;
    private readonly string _held;
    private readonly LineFramer _lines = new(), _moduleLines = new();
    private readonly Gm65Replies _replies = new();
    private readonly KeyTyping _typing = new(KeyMap.Us);
    private readonly RadarFramer _radar = new();
    private readonly FrameSplitter _frames = new(Side * Side, Side * Side);
    private readonly Lazy<ZbarDecoder> _decoder = new(() => new ZbarDecoder());

    /// <param name="badges">Who issued the badge that is held up.</param>
    public DeviceTargets(TestBadges badges)
    {
        _badges = badges;
        _held = badges.Text();
        byte[] frame = BadgeVideo.Frame(_held, Side, Side);
        byte[] line = Encoding.UTF8.GetBytes(_held + "\r\n");
        All =
        [
            new FuzzTarget("serial", [line, "\t\t"u8.ToArray(), [0xff, 0x0d]], ReadSerial),
            new FuzzTarget("module", [line, [.. Reply, .. line], [.. line[..20], .. Reply, .. line[20..]]], ReadModule),
            new FuzzTarget("keys", [[.. Keys.Type(_held), .. Keys.Press(Keys.Enter)]], ReadKeys),
            new FuzzTarget("radar", [RadarFrames.Of(310, 120), RadarFrames.Of(null, 90, engineering: true), [.. RadarFrames.Of(1, null), .. RadarFrames.Of(2, null)]], ReadRadar),
            new FuzzTarget("frames", [frame, [.. frame, .. new byte[Side * Side]]], ReadFrames),
        ];
    }

    public IReadOnlyList<FuzzTarget> All { get; }

    public void Dispose()
    {
        if (_decoder.IsValueCreated)
        {
            _decoder.Value.Dispose();
        }
    }

    private void ReadSerial(byte[] bytes) => Judge([.. _lines.Take(bytes), _lines.Silence()]);

    private void ReadModule(byte[] bytes) => Judge([.. _moduleLines.Take(_replies.Strip(bytes)), _moduleLines.Silence()]);

    private void ReadKeys(byte[] bytes) =>
        Judge([.. bytes.Chunk(InputEvent.Bytes).Where(each => each.Length == InputEvent.Bytes).Select(each => _typing.Take(InputEvent.Read(each))), _typing.Silence()]);

    private void ReadRadar(byte[] bytes)
    {
        int most = bytes.Length / RadarReport.BytesMin;
        if (_radar.Take(bytes).Count > most + 1)
        {
            throw new InvalidOperationException("more reports came out than bytes went in for");
        }
    }

    private void ReadFrames(byte[] bytes)
    {
        bool isFirst = !_decoder.IsValueCreated;
        while (bytes.Length > 0)
        {
            int taken = Math.Min(bytes.Length, _frames.Room.Length);
            bytes.AsMemory(0, taken).CopyTo(_frames.Room);
            bytes = bytes[taken..];
            if (_frames.Filled(taken))
            {
                var texts = _decoder.Value.Decode(new GrayImage(Side, Side, _frames.Gray.ToArray()));
                if (isFirst && texts is not [_])
                {
                    throw new InvalidOperationException("the badge that is held up is not read, so nothing is tried");
                }

                isFirst = false;
                Judge([.. texts]);
            }
        }
    }

    /// <summary>A line is no longer than a badge, and a badge that the kiosk would take is the one that was held up.</summary>
    private void Judge(string?[] lines)
    {
        foreach (string line in lines.OfType<string>())
        {
            if (line.Length > Limits.BadgeTextMax)
            {
                throw new InvalidOperationException("a line longer than any badge came out");
            }

            bool isTaken = BadgeText.TryParse(line, out var badge, out _) && badge.Open(_badges.Issuer, out _) == BadgeOpening.Opened;
            if (isTaken && line != _held)
            {
                throw new InvalidOperationException($"a badge came out that was not held up: {line}");
            }
        }
    }
}
