using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command went.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>Why it did not, or what it did.</summary>
    public string? Message { get; init; }
}

/// <summary>Starts, stops and restarts resources.</summary>
public class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;
    private readonly HttpCommandSender _sender;

    internal ResourceCommandService(Orchestrator orchestrator, HttpCommandSender sender) => (_orchestrator, _sender) = (orchestrator, sender);

    /// <summary>Carries out one of <see cref="KnownResourceCommands"/>, or a command that the resource was given.</summary>
    /// <param name="resourceId">The resource's name.</param>
    /// <param name="commandName">The command.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (_orchestrator.Find(resourceId) is not { } project)
            return new ExecuteCommandResult { Success = false, Message = $"There is no resource {resourceId} that can be started or stopped." };
        try
        {
            if (commandName == KnownResourceCommands.StartCommand)
                await project.StartAsync(cancellationToken);
            else if (commandName == KnownResourceCommands.StopCommand)
                await project.StopAsync(cancellationToken);
            else if (commandName == KnownResourceCommands.RestartCommand)
                await project.RestartAsync(cancellationToken);
            else if (project.Project.Commands.Find(command => command.Name == commandName) is { } known)
                return await _sender.SendAsync(project.Project, known, cancellationToken);
            else
                return new ExecuteCommandResult { Success = false, Message = $"{resourceId} knows no command {commandName}." };
            return new ExecuteCommandResult { Success = true };
        }
        catch (DistributedApplicationException exception)
        {
            return new ExecuteCommandResult { Success = false, Message = exception.Message };
        }
    }
}
