using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;

namespace Aspire.Hosting.Dashboard;

/// <summary>The buttons that the dashboard shows for a project, depending on its state.</summary>
internal static class ResourceCommands
{
    public static IEnumerable<ResourceCommand> Of(ProjectResource project, CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text;
        var ended = state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);
        var stops = state == KnownResourceStates.Stopping;
        yield return Command(KnownResourceCommands.StartCommand, "Start", "Start the resource", "Play", ended ? ResourceCommandState.Enabled : ResourceCommandState.Hidden);
        yield return Command(KnownResourceCommands.StopCommand, "Stop", "Stop the resource", "Stop",
            ended ? ResourceCommandState.Hidden : stops ? ResourceCommandState.Disabled : ResourceCommandState.Enabled);
        yield return Command(KnownResourceCommands.RestartCommand, "Restart", "Stop the resource and start it again", "ArrowCounterclockwise",
            ended || stops ? ResourceCommandState.Disabled : ResourceCommandState.Enabled);
        foreach (var command in project.Commands)
            yield return Command(command, state == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled);
    }

    private static ResourceCommand Command(HttpCommand command, ResourceCommandState state)
    {
        var wire = new ResourceCommand { Name = command.Name, DisplayName = command.DisplayName, IsHighlighted = command.Options.IsHighlighted, State = state };
        if (command.Options.Description is { } description)
            wire.DisplayDescription = description;
        if (command.Options.IconName is { } icon)
            wire.IconName = icon;
        return wire;
    }

    private static ResourceCommand Command(string name, string title, string description, string icon, ResourceCommandState state) => new()
    {
        Name = name,
        DisplayName = title,
        DisplayDescription = description,
        IconName = icon,
        IconVariant = IconVariant.Filled,
        IsHighlighted = true,
        State = state,
    };
}
