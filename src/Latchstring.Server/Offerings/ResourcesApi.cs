using Latchstring.Offerings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Offerings;

/// <summary>
/// GET, POST /offerings/{id}/resources · POST /offerings/{id}/resources/files · PATCH, DELETE /resources/{id} · GET /resources/{id}/file · POST /resources/{id}/moves
/// </summary>
public static class ResourcesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var ofOffering = api.MapGroup("/offerings/{id:guid}/resources").WithTags("Resources");
        ofOffering.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("What participants find in an offering, in order");
        ofOffering.MapPost("", AddLinkAsync).Needs(Permission.ManageOfferings).WithSummary("Add a link");
        ofOffering.MapPost("/files", AddFileAsync).Needs(Permission.ManageOfferings).WithSummary("Add a file: its bytes are the body, at most 20 MB").Accepts<IFormFile>("application/octet-stream", "application/pdf", "image/*", "text/*");
        var one = api.MapGroup("/resources/{id:guid}").WithTags("Resources");
        one.MapPatch("", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change title or link");
        one.MapDelete("", RemoveAsync).Needs(Permission.ManageOfferings).WithSummary("Remove");
        one.MapGet("/file", FileAsync).Needs(Permission.SeeOfferings).WithSummary("The bytes of a file").Produces<byte[]>(200, "application/octet-stream");
        one.MapPost("/moves", MoveAsync).Needs(Permission.ManageOfferings).WithSummary("Move one place up or down");
    }

    public sealed record MoveBody(bool Up);

    private static async Task<Results<Ok<IReadOnlyList<ResourceItem>>, ProblemAnswer>> ListAsync(Guid id, Actor actor, ListResources list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, id, cancellationToken)).ToOk<IReadOnlyList<Resource>, IReadOnlyList<ResourceItem>>(rows => [.. rows.Select(ResourceItem.Of)]);

    private static async Task<Results<Created<ResourceItem>, ProblemAnswer>> AddLinkAsync(Guid id, ResourceBody body, Actor actor, AddResource add, CancellationToken cancellationToken) =>
        (await add.RunAsync(actor, new(id, body.Title, body.Url), cancellationToken)).ToCreated(made => $"resources/{made.Id}", ResourceItem.Of);

    private static async Task<Results<Created<ResourceItem>, ProblemAnswer>> AddFileAsync(
        Guid id, HttpRequest request, [FromQuery(Name = "fileName")] string? fileName, [FromQuery(Name = "title")] string? title, Actor actor, AddResource add, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        return (await add.RunAsync(actor, new(id, title, null, fileName, request.ContentType?.Split(';')[0], bytes.ToArray()), cancellationToken)).ToCreated(made => $"resources/{made.Id}", ResourceItem.Of);
    }

    private static async Task<Results<Ok<ResourceItem>, ProblemAnswer>> EditAsync(Guid id, ResourcePatch body, Actor actor, EditResource edit, CancellationToken cancellationToken) =>
        (await edit.RunAsync(actor, new(id, body.Title.Value, body.Url.IsGiven ? body.Url.Value ?? "" : null), cancellationToken)).ToOk(ResourceItem.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> RemoveAsync(Guid id, Actor actor, RemoveResource remove, CancellationToken cancellationToken) =>
        (await remove.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> MoveAsync(Guid id, MoveBody body, Actor actor, MoveResource move, CancellationToken cancellationToken) =>
        (await move.RunAsync(actor, new(id, body.Up), cancellationToken)).ToNoContent();

    private static async Task<IResult> FileAsync(Guid id, Actor actor, OpenResource open, CancellationToken cancellationToken)
    {
        var file = await open.RunAsync(actor, id, cancellationToken);
        return file.Ok ? new ResourceDownload(file.Value) : Problems.ToResult(file.Problem);
    }
}

/// <summary>
/// Sends a file so that no browser runs or guesses it: always as a download, never sniffed, in a sandbox of its own, never kept by caches.
/// </summary>
public sealed class ResourceDownload(ResourceFile file) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (file)
        {
            var response = httpContext.Response;
            response.ContentType = file.ContentType;
            response.Headers.ContentDisposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment") { FileNameStar = file.FileName, FileName = Ascii(file.FileName) }.ToString();
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            response.Headers.CacheControl = "private, no-store";
            await file.Content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }

    /// <summary>For the few that do not read filename*.</summary>
    private static string Ascii(string name) => "\"" + new string([.. name.Select(c => char.IsAscii(c) && c is not ('"' or '\\') ? c : '_')]) + "\"";
}
