using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Journal;

/// <summary>How long the journal keeps what, and how much of it.</summary>
/// <param name="BlankAfter">Pseudonyms and badge ids go this long after the office has said that it holds the event; 1 hour to 365 days.</param>
/// <param name="QuotaMegabytes">Above this the journal sheds what can be spared; 16 to 1,000,000 MB (of 10^6 bytes).</param>
public sealed record JournalOptions(TimeSpan BlankAfter, int QuotaMegabytes)
{
    /// <summary>What holds where nothing is set.</summary>
    public static readonly JournalOptions Default = new(TimeSpan.FromDays(7), 500);

    /// <summary>Reads <c>Journal:…</c>.</summary>
    public static JournalOptions Read(SettingsReader root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var section = root.Section("Journal");
        return new JournalOptions(
            section.Duration("BlankAfter", Default.BlankAfter, TimeSpan.FromHours(1), TimeSpan.FromDays(365)),
            section.Integer("QuotaMegabytes", Default.QuotaMegabytes, 16, 1_000_000));
    }
}
