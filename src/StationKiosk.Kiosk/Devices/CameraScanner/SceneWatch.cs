namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>What to do with a frame.</summary>
public enum SceneLook
{
    /// <summary>Nothing: believe that it shows what the one before showed.</summary>
    Pass,

    /// <summary>Decode it, but believe that what was in view still is: nothing has moved.</summary>
    Glance,

    /// <summary>Decode it.</summary>
    Look,
}

/// <summary>
/// Tells a scene in which something moves from one that stands still, so that an empty doorway costs nearly nothing to watch, and a badge
/// that was just read half as much as another. The frame is divided into cells of <see cref="CellSide"/> pixels; noise cancels out in a
/// cell's mean, and a lamp that flickers or a sun that comes out is taken off with the mean of all cells. Pure; time is handed in.
/// </summary>
public sealed class SceneWatch
{
    /// <summary>Pixels on a side of a cell: a badge that can be read (100 pixels and more) covers several.</summary>
    public const int CellSide = 32;

    /// <summary>Gray levels by which a cell's mean has to move against the others: five times what a noisy sensor's does.</summary>
    public const int ChangeMin = 4;

    /// <summary>How long frames are looked at one after the other once something moved: more than one turn of all the ways to look, at 5 frames a second and more.</summary>
    public static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(3);

    /// <summary>While nothing moves, a frame is looked at this often all the same: a badge that came in too softly to be noticed is found.</summary>
    public static readonly TimeSpan IdleEvery = TimeSpan.FromSeconds(1);

    /// <summary>For so long after a badge was read every second frame is let pass: its worker reads the answer, and the next one waits a frame longer at most.</summary>
    public static readonly TimeSpan AnsweredFor = TimeSpan.FromSeconds(2);

    private int[] _before = [];
    private int[] _now = [];
    private TimeSpan? _movedAt;
    private TimeSpan? _lookedAt;
    private TimeSpan? _readAt;
    private bool _passed;

    /// <summary>Takes a frame.</summary>
    /// <param name="frame">The frame; nothing of it is kept but the means.</param>
    /// <param name="at">When, on a clock that never jumps.</param>
    public SceneLook Take(GrayImage frame, TimeSpan at)
    {
        Measure(frame);
        if (_before.Length != _now.Length || Moved())
        {
            _movedAt = at;
            (_before, _now) = (_now, _before);
        }

        bool isStill = at - _movedAt >= BusyFor;
        _passed = isStill ? at - _lookedAt < IdleEvery : at - _readAt < AnsweredFor && !_passed;
        if (_passed)
        {
            return SceneLook.Pass;
        }

        _lookedAt = at;
        return isStill ? SceneLook.Glance : SceneLook.Look;
    }

    /// <summary>A badge came into view.</summary>
    public void Read(TimeSpan at) => _readAt = at;

    private void Measure(GrayImage frame)
    {
        int columns = (frame.Width + CellSide - 1) / CellSide;
        int rows = (frame.Height + CellSide - 1) / CellSide;
        if (_now.Length != columns * rows)
        {
            _now = new int[columns * rows];
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                _now[(row * columns) + column] = Mean(frame, column * CellSide, row * CellSide);
            }
        }
    }

    /// <summary>A cell's mean in sixteenths of a gray level, of all its pixels: the noise of 1,000 pixels is a thirtieth of one's.</summary>
    private static int Mean(GrayImage frame, int left, int top)
    {
        var pixels = frame.Pixels.Span;
        int right = Math.Min(left + CellSide, frame.Width);
        int bottom = Math.Min(top + CellSide, frame.Height);
        int sum = 0;
        for (int y = top; y < bottom; y++)
        {
            foreach (byte pixel in pixels[((y * frame.Width) + left)..((y * frame.Width) + right)])
            {
                sum += pixel;
            }
        }

        return sum * 16 / ((bottom - top) * (right - left));
    }

    private bool Moved()
    {
        int shift = (Sum(_now) - Sum(_before)) / _now.Length;
        for (int i = 0; i < _now.Length; i++)
        {
            if (Math.Abs(_now[i] - _before[i] - shift) >= 16 * ChangeMin)
            {
                return true;
            }
        }

        return false;
    }

    private static int Sum(int[] means)
    {
        int sum = 0;
        foreach (int mean in means)
        {
            sum += mean;
        }

        return sum;
    }
}
