using System.Reflection;

namespace Latchstring.Tests.Architecture;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceFiles
{
    public sealed record Source(string Path, string Feature, string Text);

    public static string Root { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        typeof(SourceFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ContentRoot").Value!, "../.."));

    /// <summary>C# and Razor files under a folder; the feature is the first folder in it.</summary>
    public static IEnumerable<Source> Of(string folder)
    {
        var root = System.IO.Path.Combine(Root, folder);
        return Directory.EnumerateFiles(root, "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Select(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal) && !path.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(path => new Source(path, path.Split('/')[0], File.ReadAllText(System.IO.Path.Combine(root, path))));
    }
}
