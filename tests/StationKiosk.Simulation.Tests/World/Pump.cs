namespace StationKiosk.Simulation.Tests.World;

/// <summary>
/// Runs everything that the programs would do at once on one thread, in the order it was asked for: the same seed gives the same run. Work that comes
/// from another thread would end that, so it is refused.
/// </summary>
internal sealed class Pump : SynchronizationContext
{
    /// <summary>More steps than this without coming to rest is a loop that spins.</summary>
    private const int StepsMax = 200_000;

    private readonly Queue<(SendOrPostCallback Run, object? With)> _waiting = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("something left the simulation's thread");
        }

        _waiting.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("nothing here waits for another thread");

    /// <summary>Runs what waits, and what that asks for, until all loops wait for time or for a message.</summary>
    public void RunUntilIdle()
    {
        for (int steps = 0; _waiting.TryDequeue(out var next); steps++)
        {
            next.Run(next.With);
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("a loop spins: it never comes to rest though no time passes");
            }
        }
    }
}
