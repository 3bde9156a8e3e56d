using DfsAspire.Client.Shell;

return await ShellProgram.RunAsync(args, ShellSurroundings.OfThisProcess(), CancellationToken.None);
