using System.Globalization;
using StationKiosk.TestKit;
using Xunit.Abstractions;

// Trials measure and load the whole machine: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace StationKiosk.Reliability.Tests;

/// <summary>
/// One trial: how many faults it is to cause, and the seed of everything random in it. What it says goes to the test's output and to
/// <c>artifacts/trials.log</c>. <c>STATIONKIOSK_TRIALS=full</c> makes the full size (a number: that many faults each),
/// <c>STATIONKIOSK_SEED</c> repeats a run's choices.
/// </summary>
internal sealed class Trial
{
    private static readonly string? Size = Environment.GetEnvironmentVariable("STATIONKIOSK_TRIALS");
    private static readonly Lock OneWriter = new();

    private readonly ITestOutputHelper _output;
    private readonly string _name;
    private int _caused;

    /// <param name="output">The test's.</param>
    /// <param name="name">What is tried, as in docs/RELIABILITY.md.</param>
    /// <param name="ci">Faults in <c>./test.sh</c>.</param>
    /// <param name="full">Faults in the full run.</param>
    public Trial(ITestOutputHelper output, string name, int ci, int full)
    {
        (_output, _name) = (output, name);
        Faults = Size switch
        {
            null or "" => ci,
            "full" => full,
            _ => int.Parse(Size, CultureInfo.InvariantCulture),
        };
        Seed = int.TryParse(Environment.GetEnvironmentVariable("STATIONKIOSK_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : Random.Shared.Next();
        Random = new Random(Seed);
        Say($"seed {Seed}, {Faults} faults to cause");
    }

    /// <summary>Whether bars of time are asserted: a machine that builds and tests at the same time is no measure of them.</summary>
    public static bool IsFull => Size == "full";

    /// <summary>How many faults to cause.</summary>
    public int Faults { get; }

    public int Seed { get; }

    public Random Random { get; }

    /// <summary>How many were caused so far.</summary>
    public int Caused => Volatile.Read(ref _caused);

    /// <summary>Counts a fault that was caused.</summary>
    public void Cause() => Interlocked.Increment(ref _caused);

    /// <summary>A wait under load, uniform up to <paramref name="most"/>: when the next fault strikes is left to chance.</summary>
    public Task PauseAsync(TimeSpan most) => Task.Delay(most * Random.NextDouble(), TimeProvider.System);

    /// <summary>Prints a line of the trial's figures.</summary>
    public void Say(string line)
    {
        _output.WriteLine($"{_name}: {line}");
        lock (OneWriter)
        {
            string folder = Directory.CreateDirectory(Repository.PathOf("artifacts")).FullName;
            File.AppendAllText(Path.Combine(folder, "trials.log"), $"{_name}: {line}\n");
        }
    }

    /// <summary>No trial passes by having done nothing.</summary>
    public void AssertCaused()
    {
        Say($"{Caused} faults caused");
        Assert.Equal(Faults, Caused);
    }
}
