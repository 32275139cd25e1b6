using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Adds a link or a file to what participants find in an offering.</summary>
public sealed class AddResource(Database database)
{
    public const int MostBytes = 20_000_000;
    public const int Most = 500;

    /// <param name="Title">Without one, the file's name.</param>
    /// <param name="Url">A link; or else <paramref name="FileName"/> with <paramref name="Content"/>.</param>
    public sealed record Input(Guid OfferingId, string? Title, string? Url = null, string? FileName = null, string? ContentType = null, byte[]? Content = null)
    {
        internal string? ShownTitle => Title.OrNull() ?? (Content is null ? null : SafeName(FileName));

        internal Problem? Refusal() => new Check()
            .Required(ShownTitle, "title", 200)
            .That(Url.OrNull() is not null || Content is not null, "url", "Give a link or choose a file.")
            .That(Url.OrNull() is null || Content is null, "url", "Give either a link or a file, not both.")
            .That(Url.OrNull() is null || Texts.IsWebAddress(Url!.Trim()), "url", "Enter a full address that begins with https://.")
            .That(Content is null or { Length: > 0 }, "file", "This file is empty.")
            .That(Content is null || Content.Length <= MostBytes, "file", "A file may have at most 20 MB.")
            .Problem;
    }

    public async Task<Result<Resource>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManageOfferings, input.OfferingId) ?? input.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Resource>(actor.WorkspaceId, async db =>
        {
            if (!await db.Offerings.AnyAsync(o => o.Id == input.OfferingId, cancellationToken))
                return Problem.NotFound("offering");
            var last = await db.Resources.Where(r => r.OfferingId == input.OfferingId).MaxAsync(r => (int?)r.Position, cancellationToken) ?? -1;
            if (last >= 0 && await db.Resources.CountAsync(r => r.OfferingId == input.OfferingId, cancellationToken) >= Most)
                return Problem.Invalid("title", "At most {0} resources.", Most);
            var resource = new Resource
            {
                WorkspaceId = actor.WorkspaceId,
                OfferingId = input.OfferingId,
                Title = input.ShownTitle!,
                Url = input.Url.OrNull(),
                FileName = input.Content is null ? null : SafeName(input.FileName),
                ContentType = input.Content is null ? null : SafeType(input.ContentType),
                Content = input.Content,
                Position = last + 1,
                CreatedAt = database.Now,
            };
            db.Add(resource);
            db.Add(AuditEntry.By(actor, database.Now, "resource.added", "offering", input.OfferingId, new { resource.Id, resource.Title, resource.Url, resource.FileName, Bytes = input.Content?.Length }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return resource;
        }, cancellationToken);
    }

    /// <summary>The name alone: no folders, no characters that a header, a shell or the eye could mistake.</summary>
    internal static string SafeName(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var safe = new string([.. last.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format && !"\"<>|:*?".Contains(c, StringComparison.Ordinal))]).Trim(' ', '.');
        return safe.Length == 0 ? "file" : safe.Length <= 150 ? safe : safe[..100] + safe[^50..];
    }

    private static string SafeType(string? type) =>
        type is { Length: > 2 and <= 100 } && type.Count(c => c == '/') == 1 && type.All(c => char.IsAsciiLetterOrDigit(c) || "/.+-".Contains(c, StringComparison.Ordinal)) ? type.ToLowerInvariant() : "application/octet-stream";
}
