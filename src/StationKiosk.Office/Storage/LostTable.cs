using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Storage;

/// <summary>Seqs of which the kiosk said that they will never come.</summary>
/// <param name="Range">The seqs.</param>
/// <param name="Why">How they were lost.</param>
/// <param name="At">When the kiosk wrote that they were.</param>
public sealed record LostRange(SeqRange Range, LossReason Why, DateTimeOffset At);

/// <summary>What will never come: no gap is waited for, and none is unexplained.</summary>
public sealed class LostTable
{
    private readonly StoreSession _session;

    internal LostTable(StoreSession session) => _session = session;

    /// <summary>Keeps a range; said twice, it is kept once.</summary>
    public void Add(long epoch, LostRange lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        _session.Run(
            "INSERT INTO lost (epoch, first, last, why, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            epoch, lost.Range.From, lost.Range.To, lost.Why.Word(), lost.At);
    }

    /// <summary>What an epoch lost, in order.</summary>
    public IReadOnlyList<LostRange> Of(long epoch) => _session.All(
        "SELECT first, last, why, at FROM lost WHERE epoch = ?1 ORDER BY first, last",
        row => new LostRange(new SeqRange(row.GetInt64(0), row.GetInt64(1)), Words.Read<LossReason>(row.GetString(2))!.Value, row.Time(3)), epoch);
}
