using System.Globalization;
using Latchstring.Audit;
using Latchstring.Server.Options;

namespace Latchstring.Server.Audit;

/// <summary>
/// <c>anchors.log</c> in the data folder, only ever appended to: a line for each anchor, <c>time workspace number hash</c>, and after a restore
/// a line <c>time workspace number restored</c>, from which on later anchors of that workspace no longer count.
/// </summary>
public sealed class AnchorFile(InstallationOptions options)
{
    private const string Restored = "restored";

    public string Path => System.IO.Path.Combine(options.DataFolder, "anchors.log");

    public async Task AppendAsync(IEnumerable<AuditAnchor> anchors, CancellationToken cancellationToken)
    {
        var known = (await ReadAsync(cancellationToken)).GroupBy(anchor => anchor.WorkspaceId).ToDictionary(group => group.Key, group => group.Last().Number);
        var lines = anchors.Where(anchor => !known.TryGetValue(anchor.WorkspaceId, out var number) || number < anchor.Number).Select(anchor => Line(anchor, anchor.Hash)).ToArray();
        await WriteAsync(lines, cancellationToken);
    }

    /// <summary>After a backup was put back: what was anchored behind its last seal is gone, on purpose.</summary>
    public Task MarkRestoredAsync(IEnumerable<AuditAnchor> heads, CancellationToken cancellationToken) => WriteAsync([.. heads.Select(head => Line(head, Restored))], cancellationToken);

    public async Task<IReadOnlyList<AuditAnchor>> ReadAsync(CancellationToken cancellationToken)
    {
        var anchors = new List<AuditAnchor>();
        if (!File.Exists(Path))
            return anchors;
        await foreach (var line in File.ReadLinesAsync(Path, cancellationToken))
        {
            if (Parse(line) is not { } anchor)
                continue;
            if (anchor.Hash == Restored)
                anchors.RemoveAll(known => known.WorkspaceId == anchor.WorkspaceId && known.Number > anchor.Number);
            else
                anchors.Add(anchor);
        }
        return anchors;
    }

    private async Task WriteAsync(string[] lines, CancellationToken cancellationToken)
    {
        if (lines.Length == 0)
            return;
        Directory.CreateDirectory(options.DataFolder);
        await using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.Read);
        await using var writer = new StreamWriter(file);
        foreach (var line in lines)
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true);
    }

    private static string Line(AuditAnchor anchor, string hash) => string.Create(CultureInfo.InvariantCulture, $"{anchor.At.UtcDateTime:O} {anchor.WorkspaceId} {anchor.Number} {hash}");

    private static AuditAnchor? Parse(string line) =>
        line.Split(' ') is [var at, var workspace, var number, var hash]
            && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && Guid.TryParse(workspace, out var id) && long.TryParse(number, CultureInfo.InvariantCulture, out var count)
            ? new AuditAnchor(time, id, count, hash) : null;
}
