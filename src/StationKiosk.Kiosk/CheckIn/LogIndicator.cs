namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Writes each verdict to the log, without anything of the badge.</summary>
public sealed class LogIndicator(ILogger<LogIndicator> log) : IIndicator
{
    /// <inheritdoc/>
    public void Identify(TimeSpan duration) => log.LogInformation("this is the kiosk meant, for {Seconds} s", duration.TotalSeconds);

    /// <inheritdoc/>
    public void Show(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (verdict.Reason is { } reason)
        {
            log.LogInformation("scan at {Reader}: {Verdict} {Reason}", verdict.Reader, verdict.Kind, reason);
        }
        else
        {
            log.LogInformation("scan at {Reader}: {Verdict}", verdict.Reader, verdict.Kind);
        }
    }
}
