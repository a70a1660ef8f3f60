using System.Collections.Concurrent;

namespace StationKiosk.Reliability.Tests.Cuts;

/// <summary>An answer, and how long the disk's record was when it was seen: never shorter than when it was given.</summary>
internal readonly record struct AnswerAt(long Position, string Subject);

/// <summary>
/// What the outside knew at each length of a disk's record: who had been answered, and up to which event there was a receipt. Whatever a cut
/// leaves is held against what was known then.
/// </summary>
internal sealed class CutLedger : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<AnswerAt> _answers = new();
    private readonly ConcurrentQueue<(long Asked, long Position, long Through)> _receipts = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    /// <param name="site">Whose answers and receipts.</param>
    /// <param name="position">How long the record is now.</param>
    public CutLedger(Site site, Func<long> position)
    {
        site.Ledger.Answered += answer =>
        {
            if (answer.IsPromise)
            {
                _answers.Enqueue(new AnswerAt(position(), answer.Subject));
            }
        };
        _watching = WatchReceiptsAsync(site, position);
    }

    /// <summary>Every answer, in order.</summary>
    public IReadOnlyCollection<AnswerAt> Answers => _answers;

    /// <summary>Who had been answered when the record ended there.</summary>
    public IReadOnlyList<AnswerAt> AnsweredAt(long position) => [.. _answers.Where(answer => answer.Position <= position)];

    /// <summary>Up to which event there was a receipt then, as far as was asked; 0 for none.</summary>
    public long ReceiptedAt(long position) => _receipts.Where(receipt => receipt.Position <= position).Select(receipt => receipt.Through).DefaultIfEmpty().Max();

    /// <summary>Up to which event there may have been a receipt then: what was so when it was asked for the first time afterwards.</summary>
    public long MayBeReceiptedAt(long position) => _receipts.Where(receipt => receipt.Asked > position).Select(receipt => receipt.Through).DefaultIfEmpty(long.MaxValue).First();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchReceiptsAsync(Site site, Func<long> position)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                long asked = position();
                var journal = (await site.Network.KioskAsync("/api/status")).GetProperty("health").GetProperty("journal");
                long through = journal.GetProperty("lastSeq").GetInt64() - journal.GetProperty("backlog").GetInt64();
                _receipts.Enqueue((asked, position(), through));
            }
            catch (HttpRequestException)
            {
                // It is not there yet, or no longer.
            }

            await Task.Delay(AskEvery, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
