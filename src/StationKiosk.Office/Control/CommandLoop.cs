using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Control;

/// <summary>
/// Carries commands from the store to the stations and their answers back. A command that a station does not answer in its time is over: nothing
/// waits at the broker for a station that comes later.
/// </summary>
public sealed class CommandLoop(OfficeLink link, OfficeStore store, LoopRounds rounds, TimeProvider time, ILogger<CommandLoop> log) : BackgroundService
{
    /// <summary>How often the store is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(60);

    private readonly LoopRound _round = rounds.Register("commands", RoundMax);
    private readonly HashSet<long> _under = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _round.Went();
            CarryWaiting(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void CarryWaiting(CancellationToken stop)
    {
        try
        {
            foreach (var command in store.Read(tables => tables.Commands.Waiting()).Where(command => _under.Add(command.Key)))
            {
                _ = CarryAsync(command, stop);
            }
        }
        catch (StoreUnavailableException e)
        {
            log.LogError("{Fault} Commands wait", e.Message);
        }
    }

    private async Task CarryAsync(WaitingCommand command, CancellationToken stop)
    {
        var left = command.Until - time.GetUtcNow();
        var answer = left <= TimeSpan.Zero ? new CommandAnswer(CommandOutcome.Refused, "it came too late: its time was over before the office saw it")
            : await link.AskAsync(StationId.Parse(command.Station), command.Name, command.Payload, left, stop);
        log.LogInformation("command {Name} to {Station}: {Outcome}, {Said}", command.Name, command.Station, answer.Outcome, answer.Said);
        try
        {
            store.Write(tables => tables.Commands.Answered(command.Key, answer));
        }
        catch (StoreUnavailableException e)
        {
            log.LogError("{Fault} The answer to command {Key} is not kept", e.Message, command.Key);
        }
    }
}
