using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

var builder = WebApplication.CreateBuilder(args);
builder.AddDfsClient("dfs");
var app = builder.Build();

app.MapPut("/files/{**path}", async (string path, Stream body, DfsClient dfs, CancellationToken cancellation) =>
    (await dfs.PutAsync(StorePath.Parse(path), body, progress: null, cancellation)).Nodes);

app.MapGet("/files/{**path}", async (string path, DfsClient dfs, CancellationToken cancellation) =>
    await dfs.StatAsync(StorePath.Parse(path), cancellation) is null
        ? Results.NotFound()
        : Results.Stream(output => dfs.GetAsync(StorePath.Parse(path), output, progress: null, cancellation)));

app.MapGet("/folders/{**path}", async (string? path, DfsClient dfs, CancellationToken cancellation) =>
    (await dfs.ListAsync(StorePath.Parse(path ?? ""), cancellation)).Entries.Select(entry => entry.Path.Name));

app.MapHealthChecks("/health");
app.Run();
