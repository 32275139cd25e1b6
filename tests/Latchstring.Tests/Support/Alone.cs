namespace Latchstring.Tests.Support;

/// <summary>
/// Tests that ask which transactions of a PostgreSQL cluster are finished: a transaction of another test, in another database, would count too.
/// They run when all others are done.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
