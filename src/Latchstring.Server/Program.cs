using Latchstring.Server.Cli;

return await CommandLine.RunAsync(args);
