using Microsoft.AspNetCore.Http.HttpResults;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Users;

namespace StationKiosk.Office.Stations;

/// <summary>A note to be kept.</summary>
/// <param name="Text">1 to <see cref="NoteTable.TextMax"/> characters.</param>
public sealed record NoteBody(string? Text);

/// <summary>Stations, their last day, notes and complaints.</summary>
public static class StationApi
{
    /// <summary>Complaints in one answer.</summary>
    public const int ComplaintsMax = 500;

    /// <summary>Closed complaints are shown for this long.</summary>
    public static readonly TimeSpan ClosedShownFor = TimeSpan.FromDays(30);

    /// <summary>Maps them.</summary>
    public static void MapStations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/stations", (StationsView view, HttpContext http) => TypedResults.Ok(view.All(http.Viewer().Scope)))
            .For(Access.SignedIn).WithSummary("Every station as it is now");
        routes.MapGet("/api/stations/{id}", One).For(Access.SignedIn).WithSummary("One station and what stands behind its summary");
        routes.MapGet("/api/stations/{id}/occupancy", Occupancy).For(Access.SignedIn).WithSummary("A station's zones over the last 24 hours, and the gaps");
        routes.MapPost("/api/stations/{id}/notes", AddNote).For(Access.SignedIn).WithSummary("Keeps a note about a station");
        routes.MapGet("/api/complaints", Complaints).For(Access.SignedIn).WithSummary("Complaints: the open ones and those closed lately");
        routes.MapPut("/api/complaints/{epoch:long}/{seq:long}/closed", Close).For(Access.SignedIn).WithSummary("Closes a complaint");
        routes.MapDelete("/api/complaints/{epoch:long}/{seq:long}/closed", Reopen).For(Access.SignedIn).WithSummary("Opens a complaint again");
    }

    private static Results<Ok<StationDetail>, JsonHttpResult<Problem>> One(string id, StationsView view, HttpContext http) =>
        Seen(id, view, http) is { } station ? TypedResults.Ok(station) : NoSuchStation();

    private static Results<Ok<OccupancyBody>, JsonHttpResult<Problem>> Occupancy(string id, StationsView view, OccupancyHistory history, HttpContext http) =>
        Seen(id, view, http) is null ? NoSuchStation() : TypedResults.Ok(history.Of(id));

    private static Results<NoContent, JsonHttpResult<Problem>> AddNote(
        string id, NoteBody body, StationsView view, OfficeStore store, Accounts accounts, TimeProvider time, HttpContext http)
    {
        if (Seen(id, view, http) is null)
        {
            return NoSuchStation();
        }

        if (body.Text?.Trim() is not { Length: > 0 and <= NoteTable.TextMax } text)
        {
            return OfficeApi.Fault(StatusCodes.Status400BadRequest, $"text: 1 to {NoteTable.TextMax} characters");
        }

        store.Write(tables =>
        {
            tables.Notes.Add(new Note(id, time.GetUtcNow(), http.Viewer().Name, text));
            return true;
        });
        accounts.Log(http.Viewer().Name, "note-added", id, UserApi.Address(http));
        return TypedResults.NoContent();
    }

    private static Ok<IReadOnlyList<Complaint>> Complaints(OfficeStore store, TimeProvider time, HttpContext http) => TypedResults.Ok<IReadOnlyList<Complaint>>(
        [.. store.Read(tables => tables.Complaints.All(time.GetUtcNow() - ClosedShownFor, ComplaintsMax)).Where(complaint => http.Viewer().Scope.Sees(complaint.Station))]);

    private static Results<NoContent, JsonHttpResult<Problem>> Close(long epoch, long seq, OfficeStore store, Accounts accounts, TimeProvider time, HttpContext http) =>
        Change("complaint-closed", epoch, seq, store, accounts, http, tables => tables.Complaints.Close(epoch, seq, time.GetUtcNow(), http.Viewer().Name));

    private static Results<NoContent, JsonHttpResult<Problem>> Reopen(long epoch, long seq, OfficeStore store, Accounts accounts, HttpContext http) =>
        Change("complaint-reopened", epoch, seq, store, accounts, http, tables => tables.Complaints.Reopen(epoch, seq));

    private static Results<NoContent, JsonHttpResult<Problem>> Change(
        string action, long epoch, long seq, OfficeStore store, Accounts accounts, HttpContext http, Action<StoreTables> change)
    {
        string? station = store.Read(tables => tables.Complaints.StationOf(epoch, seq));
        if (station is null || !http.Viewer().Scope.Sees(station))
        {
            return OfficeApi.Fault(StatusCodes.Status404NotFound, "no such complaint; /api/complaints names those that are");
        }

        store.Write(tables =>
        {
            change(tables);
            return true;
        });
        accounts.Log(http.Viewer().Name, action, $"{station} {epoch}/{seq}", UserApi.Address(http));
        return TypedResults.NoContent();
    }

    /// <summary>A station that the viewer may not see is answered as one that is not there.</summary>
    private static StationDetail? Seen(string id, StationsView view, HttpContext http) => http.Viewer().Scope.Sees(id) ? view.One(id) : null;

    private static JsonHttpResult<Problem> NoSuchStation() => OfficeApi.Fault(StatusCodes.Status404NotFound, "no such station; /api/stations names those that are");
}
