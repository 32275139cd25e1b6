using Latchstring.Tests.Support;

[assembly: AssemblyFixture(typeof(DatabaseTemplates))]
[assembly: AssemblyFixture(typeof(Browser))]
