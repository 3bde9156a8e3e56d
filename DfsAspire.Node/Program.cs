using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.ServiceDefaults;

try
{
    if (HttpKeyCommand.IsAsked(args))
    {
        Console.WriteLine(HttpKeyCommand.Answer(args));
        return 0;
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddNode(NodeOptions.Read(builder.Configuration));
    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.MapOperatorCommands();
    await app.RunAsync();
    return 0;
}
catch (Exception fault) when (fault is NodeOptionsException or ServiceSettingException)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}
catch (Exception fault) when (fault is StoreException or IOException)
{
    Console.Error.WriteLine($"The node cannot run: {fault.Message}");
    return 1;
}
