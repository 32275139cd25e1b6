using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Ui;

/// <summary>Says a <see cref="Problem"/> in the reader's language: the first feature whose texts know the sentence translates it.</summary>
public sealed class ProblemText(IStringLocalizerFactory factory)
{
    private readonly IStringLocalizer[] _texts =
        [.. TextTypes.Select(factory.Create)];

    /// <summary>The marker classes of all features: <c>CodesText</c>, <c>UiText</c> …</summary>
    public static IReadOnlyList<Type> TextTypes { get; } =
        [.. Assembly.GetExecutingAssembly().GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Text", StringComparison.Ordinal) && type.GetConstructors().Any(c => c.GetParameters().Length == 0) && type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public).Length == 1)];

    public string Of(Problem problem) => Of(problem.Sentence, problem.Arguments);

    public string Of(string sentence, params object[] arguments)
    {
        var format = Translate(sentence);
        return arguments.Length == 0 ? format : string.Format(CultureInfo.CurrentCulture, format, arguments);
    }

    private string Translate(string sentence)
    {
        foreach (var texts in _texts)
        {
            var found = texts[sentence];
            if (!found.ResourceNotFound)
                return found.Value;
        }
        return sentence;
    }
}
