using System.Diagnostics;
using Xunit.Abstractions;

namespace StationKiosk.Fuzz.Tests;

/// <summary>Whatever comes in, reading it ends, throws nothing and keeps nothing.</summary>
public sealed class TargetTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Far above the 1 s that is promised: a test machine may be so busy that a thread waits its turn for seconds.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private const long GrowthMax = 32 * 1024 * 1024;

    private readonly Targets _targets = new();

    public static TheoryData<string> Names()
    {
        using var targets = new Targets();
        return [.. targets.All.Select(target => target.Name)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutated_inputs_are_read_without_a_crash_a_hang_or_memory_kept(string name)
    {
        var target = _targets.All.Single(each => each.Name == name);
        foreach (byte[] seed in target.Seeds)
        {
            target.Take(seed);
        }

        var slowest = TimeSpan.Zero;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (byte[] bytes in Mutations.Of(target.Seeds))
        {
            long start = Stopwatch.GetTimestamp();
            var fault = Record.Exception(() => target.Take(bytes));
            Assert.True(fault is null, $"seed {Mutations.Seed}, input {Convert.ToHexString(bytes)}: {fault}");
            var took = Stopwatch.GetElapsedTime(start);
            slowest = took > slowest ? took : slowest;
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"{name}: seed {Mutations.Seed}, {Mutations.Count} inputs, slowest {slowest.TotalMilliseconds:0} ms, memory grown by {grown / 1024} KiB");
        Assert.True(slowest < HangsAfter, $"an input took {slowest}");
        Assert.True(grown < GrowthMax, $"{grown} bytes were kept");
    }

    public void Dispose() => _targets.Dispose();
}
