namespace Latchstring.Server.Ui;

/// <summary>What a control inside a <see cref="Field"/> needs: its id, its form name, and what describes it.</summary>
public sealed record FieldControl(string Id, string Name, string? DescribedBy, bool Invalid)
{
    public string Css => Invalid ? "is-invalid" : "";

    /// <summary>Finds the problem that concerns a form field: "Input.MaxUses" hears of "maxUses".</summary>
    public static Problem? ProblemOf(Problem? problem, string name)
    {
        if (problem is null)
            return null;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return problem.Also.Prepend(problem).FirstOrDefault(p => p.Field is { } field && field[(field.LastIndexOf('.') + 1)..].Equals(last, StringComparison.OrdinalIgnoreCase));
    }
}
