namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>
/// An SSD1306 (Solomon data sheet 1.1): a write is a control byte and one command, or a control byte and pixels, which go to the window that was set, row of pages by
/// row of pages (horizontal addressing, 10.1.3).
/// </summary>
internal sealed class SimulatedSsd1306 : SimulatedChip
{
    private const int Columns = 128, Pages = 8;
    private const byte ControlPixels = 0x40, SetColumns = 0x21, SetPages = 0x22, SetMultiplex = 0xA8, Off = 0xAE, On = 0xAF, SetComPins = 0xDA;

    private readonly byte[] _pixels = new byte[Columns * Pages];
    private (int First, int Last) _columns = (0, Columns - 1), _pages = (0, Pages - 1);
    private int _column, _page;

    public bool IsOn { get; private set; }

    public byte Multiplex { get; private set; }

    public byte ComPins { get; private set; }

    public int Writes { get; private set; }

    public bool IsLit(int x, int y) => (_pixels[(y / 8 * Columns) + x] >> (y % 8) & 1) == 1;

    /// <summary>What the memory holds when the power comes.</summary>
    public void FillWithNoise() => new Random(1).NextBytes(_pixels);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        base.Write(buffer);
        Writes++;
        if (buffer[0] == ControlPixels)
        {
            Take(buffer[1..]);
        }
        else
        {
            Obey(buffer[1..]);
        }
    }

    private void Obey(ReadOnlySpan<byte> command)
    {
        switch (command)
        {
            case [On or Off]:
                IsOn = command[0] == On;
                break;
            case [SetMultiplex, var rows]:
                Multiplex = rows;
                break;
            case [SetComPins, var pins]:
                ComPins = pins;
                break;
            case [SetColumns, var first, var last]:
                (_columns, _column) = ((first, last), first);
                break;
            case [SetPages, var first, var last]:
                (_pages, _page) = ((first, last), first);
                break;
        }
    }

    private void Take(ReadOnlySpan<byte> pixels)
    {
        foreach (byte eight in pixels)
        {
            _pixels[(_page * Columns) + _column] = eight;
            if (_column++ == _columns.Last)
            {
                _column = _columns.First;
                _page = _page == _pages.Last ? _pages.First : _page + 1;
            }
        }
    }
}
