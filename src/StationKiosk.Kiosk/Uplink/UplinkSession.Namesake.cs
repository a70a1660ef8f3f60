using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>Of a connection: whether another device is about under our name.</summary>
internal sealed partial class UplinkSession
{
    /// <summary>The state that was retained before we say ours: of the last one under this name. A broker that refuses it costs that knowledge, no more.</summary>
    private async Task AskForNamesakeAsync(CancellationToken stop)
    {
        try
        {
            await link.SubscribeAsync([Topics.Of(station, StationTopic.State)], stop);
        }
        catch (LinkException e)
        {
            log.LogWarning("another device under this station's name may go unnoticed: {Why}", e.Message);
        }
    }

    private void TakeState(LinkMessage message)
    {
        if (ProtocolJson.TryRead(message.Payload, ProtocolJson.Default.StationState, out var state, out _) && namesake.Heard(state))
        {
            status.TakenOver();
            log.LogWarning("{Fault}", status.IdentityFault);
            _health.Change();
        }
    }
}
