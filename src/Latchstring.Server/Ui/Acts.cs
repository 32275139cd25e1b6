using Latchstring.Server.Http;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Ui;

/// <summary>What the buttons of the staff's pages have in common: who asks, what is said on the next page, where one goes on. Addresses are below /{workspace}/admin.</summary>
internal sealed class Acts<TTexts>(CurrentActor me, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<TTexts> t)
{
    public Actor Me => me.Value;
    public IStringLocalizer<TTexts> T => t;

    public string Say(Problem problem) => problems.Of(problem);

    /// <summary>The page the button stood on.</summary>
    public string Back(string otherwise) => shell.CameFrom(otherwise);

    /// <param name="to">Where one goes on, whether it was done or refused.</param>
    /// <param name="undo">Address of the button that takes it back, with <paramref name="field"/> in its form.</param>
    public IResult Go<TDone>(Result<TDone> result, string to, Func<TDone, string> done, string? undo = null, (string Name, bool Value)? field = null)
    {
        if (result.Problem is { Status: 404, Field: null })
            return Results.NotFound();
        if (result.Ok)
            flash.Done(done(result.Value), undo is null ? null : shell.Admin(undo), field is { } one ? new Dictionary<string, string>(StringComparer.Ordinal) { [one.Name] = one.Value ? "true" : "false" } : null);
        else
            flash.Failed(problems.Of(result.Problem));
        return Results.LocalRedirect(shell.Admin(to));
    }
}
