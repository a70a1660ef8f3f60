namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Shows or sounds a verdict: a lamp, a buzzer, a screen, the log.</summary>
public interface IIndicator
{
    /// <summary>Shows a verdict. Returns at once; a broken indicator reports itself and never holds up the next worker.</summary>
    void Show(Verdict verdict);

    /// <summary>A scan is being answered; its verdict follows. For those who can say "one moment" while a slow disk is waited for. Returns at once.</summary>
    void Scanning(string reader)
    {
    }
}
