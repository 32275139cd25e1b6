using System.Threading.Channels;
using Latchstring.Data;

namespace Latchstring.Codes;

public enum CodeFileKind { Everything, CodesOnly }

/// <summary>
/// All codes of a filter as CSV: everything (S4.23), or the codes alone for a payment portal (S3.16, S3.17). Rows are read by key in
/// chunks and their texts derived on other threads meanwhile, so the first byte leaves at once and memory stays flat. Reading changes nothing.
/// </summary>
public sealed class ExportCodes(Database database)
{
    private const int FirstChunk = 500;
    private const int Chunk = 20_000;

    /// <summary>403, or a file that is ready to be written. Nothing has been read yet.</summary>
    public async Task<Result<CodeFile>> RunAsync(Actor actor, CodeFilter filter, CodeFileKind kind, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ExportCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var keys = database.Keys.Of(actor.WorkspaceId);
        var where = await filter.WhereAsync(db, actor, keys, database.Now, cancellationToken);
        var workspace = await db.Workspaces.FindAsync([actor.WorkspaceId], cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(workspace!.TimeZone);
        return new CodeFile(database, actor.WorkspaceId, where, kind, new CodeFileLines(await CodeTexts.ReadAsync(db, keys, null, cancellationToken), zone, database.Now));
    }

    /// <summary>A file being written: one task reads, others render, the caller's writes in order.</summary>
    public sealed class CodeFile
    {
        private readonly Database _database;
        private readonly Guid _workspaceId;
        private readonly Where? _where;
        private readonly CodeFileKind _kind;
        private readonly CodeFileLines _lines;

        internal CodeFile(Database database, Guid workspaceId, Where? where, CodeFileKind kind, CodeFileLines lines) =>
            (_database, _workspaceId, _where, _kind, _lines) = (database, workspaceId, where, kind, lines);

        public Task WriteAsync(Stream output, CancellationToken cancellationToken = default) => WriteAsync(output, _ => { }, cancellationToken);

        /// <param name="count">Told of the codes that were written.</param>
        public async Task WriteAsync(Stream output, Action<int> count, CancellationToken cancellationToken)
        {
            await output.WriteAsync(_lines.Header(_kind), cancellationToken);
            if (_where is null)
                return;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var chunks = Channel.CreateBounded<Task<(ReadOnlyMemory<byte> Lines, int Codes)>>(2);
            var reading = Task.Run(() => ReadAsync(chunks.Writer, stop.Token), stop.Token);
            try
            {
                await foreach (var chunk in chunks.Reader.ReadAllAsync(stop.Token))
                {
                    var (lines, codes) = await chunk;
                    count(codes);
                    await output.WriteAsync(lines, stop.Token);
                }
                await reading;
            }
            finally
            {
                // A reader who went away must not leave the other end reading on.
                await stop.CancelAsync();
            }
        }

        private async Task ReadAsync(ChannelWriter<Task<(ReadOnlyMemory<byte>, int)>> chunks, CancellationToken cancellationToken)
        {
            try
            {
                await using var db = _database.Read(_workspaceId);
                var last = default(Guid?);
                for (var size = FirstChunk; ; size = Chunk)
                {
                    var rows = await CodeFileSql.ReadAsync(db, _where!, _kind, last, size, cancellationToken);
                    if (rows.Count == 0)
                        break;
                    last = rows[^1].Id;
                    var names = _kind == CodeFileKind.Everything ? await CodeFileSql.NamesAsync(db, rows, cancellationToken) : null;
                    await chunks.WriteAsync(Task.Run<(ReadOnlyMemory<byte>, int)>(() => (_lines.Render(rows, names), rows.Count), cancellationToken), cancellationToken);
                    if (rows.Count < size)
                        break;
                }
                chunks.Complete();
            }
            catch (Exception exception)
            {
                chunks.Complete(exception);
                throw;
            }
        }
    }
}
