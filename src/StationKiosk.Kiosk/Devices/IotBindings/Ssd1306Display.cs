using System.Device.I2c;
using Iot.Device.Ssd13xx.Commands;
using Iot.Device.Ssd13xx.Commands.Ssd1306Commands;
using StationKiosk.Kiosk.Devices.I2c;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>
/// A Solomon SSD1306 with 128 x 32 or 128 x 64 pixels, by the binding's commands. Not by its class for the whole display: that draws pictures only, wants an image
/// library for it, and sets every display up as 32 rows.
/// </summary>
internal sealed class Ssd1306Display : IDisplayChip
{
    private const int PageRows = 8;

    private const byte CommandFollows = 0x00, PixelsFollow = 0x40, Contrast = 0x8F;

    /// <summary>Bytes of pixels in one write: buses of some adapters take 32 at most.</summary>
    private const int ChunkBytes = 16;

    private readonly I2cDevice _device;
    private readonly int _rows;
    private string? _shown;

    /// <exception cref="IOException">It does not answer.</exception>
    public Ssd1306Display(I2cDevice device, int rows)
    {
        (_device, _rows) = (device, rows);
        foreach (var command in Beginning(rows))
        {
            Send(command);
        }

        // Its memory holds noise when the power comes: on only when it is dark.
        Show("");
        Send(new SetDisplayOn());
    }

    /// <inheritdoc/>
    public void Show(string text)
    {
        if (text == _shown)
        {
            Send(new SetDisplayOn());
            return;
        }

        Send(new SetColumnAddress());
        Send(new SetPageAddress(PageAddress.Page0, (PageAddress)((_rows / PageRows) - 1)));
        foreach (byte[] chunk in WordPicture.Draw(text, _rows).Chunk(ChunkBytes))
        {
            _device.Write([PixelsFollow, .. chunk]);
        }

        _shown = text;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Send(new SetDisplayOff());
        }
        catch (IOException)
        {
            // It is gone, and dark with that.
        }

        _device.Dispose();
    }

    /// <summary>As the data sheet's application example (figure 2) has it, with the charge pump of the usual modules; the connector is at the picture's top.</summary>
    private static IEnumerable<ICommand> Beginning(int rows) =>
    [
        new SetDisplayOff(),
        new SetDisplayClockDivideRatioOscillatorFrequency(0x00, 0x08),
        new SetMultiplexRatio((byte)(rows - 1)),
        new SetDisplayOffset(0x00),
        new SetDisplayStartLine(0x00),
        new SetChargePump(true),
        new SetMemoryAddressingMode(SetMemoryAddressingMode.AddressingMode.Horizontal),
        new SetSegmentReMap(true),
        new SetComOutputScanDirection(false),
        new SetComPinsHardwareConfiguration(alternativeComPinConfiguration: rows > 32, enableLeftRightRemap: false),
        new SetContrastControlForBank0(Contrast),
        new SetPreChargePeriod(0x01, 0x0F),
        new SetVcomhDeselectLevel(SetVcomhDeselectLevel.DeselectLevel.Vcc1_00),
        new EntireDisplayOn(false),
        new SetNormalDisplay(),
    ];

    private void Send(ICommand command) => _device.Write([CommandFollows, .. command.GetBytes()]);
}
