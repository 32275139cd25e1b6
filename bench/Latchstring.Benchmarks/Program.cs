using Latchstring.Benchmarks;

// ./dev bench [redeem] [issue] [export] [list] [send] [start] [import] [guests] [--quick]
var quick = args.Contains("--quick");
var chosen = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToHashSet();
var report = new Report(quick);
(string Name, Func<Report, Task> Run)[] all = [("redeem", RedeemBench.RunAsync), ("issue", IssueBench.RunAsync), ("export", ExportBench.RunAsync), ("list", ListBench.RunAsync), ("send", SendBench.RunAsync), ("start", StartBench.RunAsync), ("import", ImportBench.RunAsync), ("guests", GuestsBench.RunAsync)];
foreach (var (name, run) in all.Where(bench => chosen.Count == 0 || chosen.Contains(bench.Name)))
{
    Console.WriteLine($"== {name}");
    await run(report);
}
report.Write();
