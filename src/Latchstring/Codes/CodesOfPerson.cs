using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>The codes that a person holds or used (S0.24), newest first, with their texts.</summary>
public sealed class CodesOfPerson(Database database)
{
    public async Task<Result<IReadOnlyList<CodeRow>>> RunAsync(Actor actor, Guid personId, Guid? agreementId = null, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var keys = database.Keys.Of(actor.WorkspaceId);
        if (await new CodeFilter(Archived: true).WhereAsync(db, actor, keys, database.Now, cancellationToken) is not { } where)
            return Array.Empty<CodeRow>();
        where.And(
            """
            c.id in (select a.id from access_code a where a.workspace_id = @ws and a.assignee_id = @person
                     union select d.code_id from redemption d where d.workspace_id = @ws and d.person_id = @person)
            """, ("person", personId));
        if (agreementId is { } agreement)
            where.And("b.agreement_id = @agreement", ("agreement", agreement));
        var page = await CodeList.Query.PageAsync(db, where, new PageRequest(Limit: ListQuery<CodeRow>.MaxLimit), cancellationToken);
        await CodeList.FillAsync(db, keys, page.Items, cancellationToken);
        return page.Items.ToList();
    }
}
