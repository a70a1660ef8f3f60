using System.Text.Json;

namespace StationKiosk.Protocol.Messages;

/// <summary>
/// The serializer holds fields to their nullability, but not the elements of lists: <c>"events":[null]</c> would reach a reader as an event.
/// Every record with a list of references refuses it here, once it is read.
/// </summary>
internal static class Elements
{
    /// <exception cref="JsonException">The list holds a null.</exception>
    public static void RefuseNull<T>(IReadOnlyList<T?> list)
        where T : class
    {
        if (list.Contains(null))
        {
            throw new JsonException("a list holds null");
        }
    }
}
