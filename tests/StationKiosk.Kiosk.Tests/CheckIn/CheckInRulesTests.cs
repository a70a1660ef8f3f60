using CsCheck;
using StationKiosk.Kiosk.CheckIn;

namespace StationKiosk.Kiosk.Tests.CheckIn;

public sealed class CheckInRulesTests
{
    [Fact]
    public void A_worker_is_remembered_exactly_for_the_window_whatever_the_others_do() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 400]).Array[1, 60].Sample(
            steps =>
            {
                var window = TimeSpan.FromMilliseconds(1000);
                var rules = new CheckInRules();
                var truth = new Dictionary<string, long>(StringComparer.Ordinal);
                long mono = 0;
                foreach (var (who, wait) in steps)
                {
                    mono += wait;
                    string name = $"worker{who}";
                    bool expected = truth.TryGetValue(name, out long last) && mono - last < 1000;
                    Assert.Equal(expected, rules.VisitSince(name, mono, window) is not null);
                    if (!expected)
                    {
                        rules.Remember(name, mono, default);
                        truth[name] = mono;
                    }
                }
            });

    [Fact]
    public void No_more_than_the_limit_is_remembered()
    {
        var rules = new CheckInRules();
        for (int i = 0; i < CheckInRules.RememberedMax + 100; i++)
        {
            rules.Remember($"worker{i}", i, default);
        }

        Assert.Equal(CheckInRules.RememberedMax, rules.Remembered);
    }
}
