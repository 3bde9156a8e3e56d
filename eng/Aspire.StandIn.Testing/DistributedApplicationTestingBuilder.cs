using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Building;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>An AppHost's description in the hands of a test: it can be changed until it is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    /// <summary>Ends the description; the application has not started yet.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>Runs an AppHost's own program up to its <c>Build</c>, inside the test's process and without a dashboard.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Takes an AppHost's description.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost's assembly, for example the one in <c>Projects</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Takes an AppHost's description.</summary>
    /// <typeparam name="TEntryPoint">A class of the AppHost's assembly, for example the one in <c>Projects</c>.</typeparam>
    /// <param name="args">Settings for the AppHost in the form <c>--Name=value</c>; they win over all others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var assembly = typeof(TEntryPoint).Assembly;
        var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} is no program: it has no entry point.");
        var interception = new Interception(
            args, assembly.GetName().Name!, DistributedApplicationBuilder.ProjectDirectory(assembly) ?? AppContext.BaseDirectory);
        var program = new Thread(() => Run(main, interception)) { IsBackground = true, Name = "AppHost" };
        program.Start();
        return new TestingBuilder(await interception.Described.WaitAsync(cancellationToken), interception);
    }

    private static void Run(MethodInfo main, Interception interception)
    {
        Interception.Current = interception;
        try
        {
            var ended = main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
            (ended as Task)?.GetAwaiter().GetResult();
            interception.Fail(new InvalidOperationException("The AppHost's program ended without building an application."));
        }
        catch (TargetInvocationException exception)
        {
            interception.Fail(exception.InnerException ?? exception);
        }
        catch (OperationCanceledException)
        {
            // The test never built what was described.
        }
    }

    private sealed class TestingBuilder(DistributedApplicationBuilder builder, Interception interception) : IDistributedApplicationTestingBuilder
    {
        public ConfigurationManager Configuration => builder.Configuration;

        public string AppHostDirectory => builder.AppHostDirectory;

        public IHostEnvironment Environment => builder.Environment;

        public IServiceCollection Services => builder.Services;

        public IResourceCollection Resources => builder.Resources;

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => builder.CreateResourceBuilder(resource);

        public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => builder.AddResource(resource);

        public DistributedApplication Build() => interception.BuildAsync().GetAwaiter().GetResult();

        public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
            interception.BuildAsync().WaitAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            interception.End();
            return ValueTask.CompletedTask;
        }
    }
}
