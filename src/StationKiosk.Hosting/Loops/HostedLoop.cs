using Microsoft.Extensions.Hosting;

namespace StationKiosk.Hosting.Loops;

/// <summary>Runs one loop as a hosted service. A loop that throws, or ends by itself, stops the program.</summary>
public sealed class HostedLoop(string name, Func<CancellationToken, Task> run) : BackgroundService
{
    /// <summary>Why the loop died; null while it runs and after it was stopped. .NET itself would let the program exit with 0.</summary>
    public string? Death => ExecuteTask is { IsFaulted: true } task ? $"the {name} loop died: {task.Exception!.InnerException}" : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await run(stoppingToken);
        stoppingToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"the {name} loop ended by itself");
    }
}
