using Latchstring.Imports;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Imports.ImportsText>;

namespace Latchstring.Server.Imports;

/// <summary>Buttons and files of the pages about imports: POST people/imports/{id}/commit, /undo, /abandon · GET people/imports/example.csv, people/imports/{id}/refused.csv</summary>
internal static class ImportActions
{
    /// <summary>Two people as an import likes them; the mark in front tells spreadsheets that it is UTF-8.</summary>
    private const string Example =
        "\uFEFFFirst name,Last name,E-mail,Phone,Client number,Language,Segment,Location,Membership,Credits,Note\r\n"
        + "Anna,Berg,anna.berg@example.org,'+49 171 3920001,K-1001,de,Member,Studio Mitte,active,10,\r\n"
        + "Björn,Lefèvre,,'+49 171 3920002,K-1002,fr,Trial,Studio Mitte,active,,Comes with Anna\r\n";

    public static void Map(WebApplication app)
    {
        var imports = app.MapGroup("/{workspace}/admin/people/imports").RequireAuthorization(Policies.ManagePeople).ExcludeFromDescription();
        imports.MapPost("/{id:guid}/commit", CommitAsync);
        imports.MapPost("/{id:guid}/undo", UndoAsync);
        imports.MapPost("/{id:guid}/abandon", AbandonAsync);
        imports.MapGet("/{id:guid}/refused.csv", RefusedAsync);
        imports.MapGet("/example.csv", () => Results.Text(Example, "text/csv", System.Text.Encoding.UTF8));
    }

    private static async Task<IResult> CommitAsync(Guid id, IFormCollection _, Acts acts, CommitImport commit, Shell shell, CancellationToken cancellationToken)
    {
        var done = await commit.RunAsync(acts.Me, id, cancellationToken);
        return done is { Ok: true, Value.Status: ImportStatus.Committing }
            ? Results.LocalRedirect(shell.Admin($"people/imports/{id}"))
            : acts.Go(done, $"people/imports/{id}", import => acts.T["{0} added, {1} changed.", Shown.Number(import.New), Shown.Number(import.Changed)], $"people/imports/{id}/undo");
    }

    private static async Task<IResult> UndoAsync(Guid id, IFormCollection _, Acts acts, UndoImport undo, Shell shell, CancellationToken cancellationToken)
    {
        var done = await undo.RunAsync(acts.Me, id, cancellationToken);
        return done is { Ok: true, Value.Import.Status: ImportStatus.Undoing }
            ? Results.LocalRedirect(shell.Admin($"people/imports/{id}"))
            : acts.Go(done, $"people/imports/{id}", view => view.Kept.Count == 0 ? acts.T["The import is undone."] : acts.T["The import is undone, except for the people named below."]);
    }

    private static async Task<IResult> AbandonAsync(Guid id, IFormCollection _, Acts acts, AbandonImport abandon, CancellationToken cancellationToken) =>
        acts.Go(await abandon.RunAsync(acts.Me, id, cancellationToken), "people/imports", done => acts.T["The file is put away. Nobody was added or changed."]);

    private static async Task<IResult> RefusedAsync(Guid id, CurrentActor me, SeeImport see, CancellationToken cancellationToken)
    {
        var rows = await see.RefusedAsync(me.Value, id, cancellationToken);
        return rows.Ok ? Results.File(rows.Value, "text/csv", "refused.csv") : Results.NotFound();
    }
}
