namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Shows or sounds a verdict: a lamp, a buzzer, a screen, the log.</summary>
public interface IIndicator
{
    /// <summary>Shows a verdict. Returns at once; a broken indicator reports itself and never holds up the next worker.</summary>
    void Show(Verdict verdict);

    /// <summary>Shows or sounds that this is the kiosk meant, for somebody who stands before several. Returns at once; again begins anew.</summary>
    void Identify(TimeSpan duration)
    {
        // One that has nothing to show it with shows nothing.
    }

    /// <summary>A scan is being answered; its verdict follows. For those who can say "one moment" while a slow disk is waited for. Returns at once.</summary>
    void Scanning(string reader)
    {
    }
}
