using System.Text.Json;
using CsCheck;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Tests.Golden;

namespace StationKiosk.Protocol.Tests.Messages;

/// <summary>Whatever the bytes are, reading them ends in a message or in a fault.</summary>
public sealed class MutatedMessagesTests
{
    private static readonly (Example Example, byte[] Bytes)[] Seeds = [.. Examples.All.Select(example => (example, example.Write()))];

    private static readonly Gen<(int Place, byte Value, int Kind)[]> Edits = Gen.Select(Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 2]).Array[1, 6];

    [Fact]
    public void A_mutated_message_is_read_or_refused_and_nothing_else_happens() =>
        Gen.Select(Gen.OneOf(Seeds), Edits).Sample(
            (seed, edits) =>
            {
                try
                {
                    seed.Example.ReadAndWrite(edits.Aggregate(seed.Bytes, Edit));
                }
                catch (InvalidDataException)
                {
                    // How an example says that TryRead gave a fault.
                }
            },
            iter: 20_000);

    [Fact]
    public void The_data_of_every_batch_that_can_be_read_can_be_stored_as_text() =>
        Edits.Sample(
            edits =>
            {
                byte[] mutated = edits.Aggregate(Seeds.Single(seed => seed.Example.Name == "events").Bytes, Edit);
                if (ProtocolJson.TryRead(mutated, ProtocolJson.Default.EventBatch, out var batch, out _))
                {
                    Assert.All(batch.Events, each => JsonDocument.Parse(each.Data.GetRawText()).Dispose());
                }
            },
            iter: 5_000);

    [Fact]
    public void Random_bytes_are_refused_as_a_message() =>
        Gen.Byte.Array[0, 4096].Sample(bytes => Assert.False(ProtocolJson.TryRead(bytes, ProtocolJson.Default.EventBatch, out _, out _)), iter: 5_000);

    private static byte[] Edit(byte[] bytes, (int Place, byte Value, int Kind) edit)
    {
        int at = bytes.Length == 0 ? 0 : edit.Place % bytes.Length;
        return edit.Kind switch
        {
            0 when bytes.Length > 0 => [.. bytes[..at], edit.Value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], edit.Value, .. bytes[at..]],
            _ => bytes[..at],
        };
    }
}
