using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Serial;

/// <summary>
/// A GM65 at the far end of a line, as its manual has it: replies to what it obeys, reads what is before it only when it was told to, and in deep sleep takes the first
/// bytes as a call to wake up and nothing else.
/// </summary>
internal sealed class SimulatedGm65 : IDisposable
{
    private const int CommandBytes = 9, ZoneAt = 4, DataAt = 6, CommandMode = 0b01, DeepSleep = 0xA5;

    private static readonly byte[] Reply = [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31];

    private readonly PseudoTerminal _line;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private string? _before;
    private bool _isInCommandMode;
    private volatile bool _isAsleep, _isDead, _end;

    public SimulatedGm65(PseudoTerminal line)
    {
        _line = line;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public bool IsAsleep => _isAsleep;

    /// <summary>Its cable is out: it hears nothing.</summary>
    public bool IsDead
    {
        set => _isDead = value;
    }

    /// <summary>A badge is held before it.</summary>
    public void Hold(string badge)
    {
        lock (_gate)
        {
            _before = badge;
        }
    }

    public void Dispose()
    {
        _end = true;
        _thread.Join();
    }

    private void Run()
    {
        byte[] chunk = new byte[256];
        var bytes = new List<byte>();
        while (!_end)
        {
            int read = _line.Read(chunk, TimeSpan.FromMilliseconds(20));
            bytes.AddRange(_isDead ? [] : chunk[..read]);
            while (bytes.Count >= CommandBytes)
            {
                Take([.. bytes[..CommandBytes]]);
                bytes.RemoveRange(0, CommandBytes);
            }
        }
    }

    private void Take(byte[] command)
    {
        Assert.Equal([0x7E, 0x00, 0x08, 0x01], command[..4]);
        Assert.Equal(Gm65.Check(command.AsSpan(2, 5)), (command[7] << 8) | command[8]);
        if (_isAsleep)
        {
            _isAsleep = false;
            return;
        }

        int zone = (command[ZoneAt] << 8) | command[ZoneAt + 1], data = command[DataAt];
        _line.Write(Reply);
        switch (zone)
        {
            case 0x0000:
                _isInCommandMode = (data & 0b11) == CommandMode;
                break;
            case 0x0002 when data == 1 && _isInCommandMode:
                Look();
                break;
            case 0x00D9:
                _isAsleep = data == DeepSleep;
                break;
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_before is { } badge)
            {
                _line.Write(System.Text.Encoding.ASCII.GetBytes($"{badge}\r"));
                _before = null;
            }
        }
    }
}
