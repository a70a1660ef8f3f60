using CsCheck;
using StationKiosk.Office.Intake;
using StationKiosk.Protocol;

namespace StationKiosk.Office.Tests.Intake;

public sealed class SeqCoverageTests
{
    private static readonly Gen<long[]> Seqs = Gen.Long[1, 60].Array[0, 80];

    [Fact]
    public void It_holds_exactly_what_was_added_whatever_the_order() => Seqs.Sample(seqs =>
    {
        var coverage = Of(seqs);
        var naive = seqs.ToHashSet();
        Assert.All(Enumerable.Range(1, 62), seq => Assert.Equal(naive.Contains(seq), coverage.Holds(seq)));
        Assert.Equal(naive.Count == 0 ? 0 : naive.Max(), coverage.Highest);
        Assert.Equal(Enumerable.Range(1, 62).TakeWhile(seq => naive.Contains(seq)).Count(), coverage.Contiguous);
        Assert.Equal(coverage.Highest - naive.Count, coverage.MissingCount);
    });

    [Fact]
    public void A_receipt_claims_exactly_what_is_held() => Seqs.Sample(seqs =>
    {
        var naive = seqs.ToHashSet();
        var (through, missing) = Of(seqs).Receipt();
        Assert.Equal(naive.Count == 0 ? 0 : naive.Max(), through);
        for (long seq = 1; seq <= through; seq++)
        {
            Assert.Equal(naive.Contains(seq), missing.All(range => !range.Contains(seq)));
        }
    });

    [Fact]
    public void A_receipt_with_too_many_gaps_claims_less_but_nothing_untrue()
    {
        var coverage = Of([.. Enumerable.Range(1, 200).Select(i => 2L * i)]);
        var (through, missing) = coverage.Receipt();
        Assert.Equal(Limits.MissingRangesMax, missing.Count);
        Assert.Equal(2L * Limits.MissingRangesMax, through);
        Assert.All(Enumerable.Range(1, (int)through), seq => Assert.Equal(coverage.Holds(seq), missing.All(range => !range.Contains(seq))));
    }

    [Fact]
    public void Its_text_reads_back_as_itself() => Seqs.Sample(seqs =>
        Assert.Equal(Of(seqs).Held, SeqCoverage.Parse(Of(seqs).ToString()).Held));

    [Fact]
    public void The_largest_seq_of_all_does_no_harm()
    {
        var coverage = Of([SeqCoverage.SeqMax, 1]);
        Assert.Equal((SeqCoverage.SeqMax, 1), (coverage.Receipt().Through, coverage.Receipt().Missing.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => coverage.TryAdd(SeqCoverage.SeqMax + 1));
    }

    [Fact]
    public void Beyond_its_limit_of_ranges_it_takes_only_what_opens_no_gap()
    {
        var coverage = Of([.. Enumerable.Range(1, SeqCoverage.RangesMax).Select(i => 2L * i)]);
        Assert.False(coverage.TryAdd((2L * SeqCoverage.RangesMax) + 2));
        Assert.True(coverage.TryAdd(3));
        Assert.True(coverage.TryAdd((2L * SeqCoverage.RangesMax) + 2));
    }

    private static SeqCoverage Of(long[] seqs)
    {
        var coverage = new SeqCoverage();
        Assert.All(seqs, seq => Assert.True(coverage.TryAdd(seq)));
        return coverage;
    }
}
