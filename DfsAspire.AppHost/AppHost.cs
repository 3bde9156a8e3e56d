var builder = DistributedApplication.CreateBuilder(args);

// Whatever must survive a restart lies here, outside the repository; the setting Dfs:Data names another place.
var data = Path.GetFullPath(builder.Configuration["Dfs:Data"] ?? Path.Combine(
    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "DfsAspire"));

builder.AddDfs<Projects.DfsAspire_Node, Projects.DfsAspire_Client>("dfs")
    .WithDataDirectory(data)
    .WithUser("alice")
    .WithUser("bob")
    // The greeting is what a new dashboard has to show: one small file put, listed and fetched.
    .WithGateway("client", configure: client => client.WithEnvironment("Dfs__Greeting", "true"));

var application = builder.Build();
Console.WriteLine($"DfsAspire keeps volumes and dfs.conf in {data}");
application.Run();
