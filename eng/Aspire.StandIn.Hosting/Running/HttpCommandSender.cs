using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Carries out commands that are requests to a resource.</summary>
internal sealed class HttpCommandSender(IHttpClientFactory clients)
{
    public async Task<ExecuteCommandResult> SendAsync(ProjectResource project, HttpCommand command, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient();
        using var request = new HttpRequestMessage(command.Options.Method ?? HttpMethod.Post, new Uri(new Uri(command.Endpoint.Url), command.Path));
        try
        {
            if (command.Options.PrepareRequest is { } prepare)
            {
                await prepare(new HttpCommandRequestContext
                {
                    ResourceName = project.Name,
                    Endpoint = command.Endpoint,
                    CancellationToken = cancellationToken,
                    HttpClient = client,
                    Request = request,
                });
            }
            using var response = await client.SendAsync(request, cancellationToken);
            if (command.Options.GetCommandResult is { } read)
            {
                return await read(new HttpCommandResultContext
                {
                    ResourceName = project.Name,
                    Endpoint = command.Endpoint,
                    CancellationToken = cancellationToken,
                    HttpClient = client,
                    Response = response,
                });
            }
            if (response.IsSuccessStatusCode)
                return new ExecuteCommandResult { Success = true };
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return Failed(string.Create(CultureInfo.InvariantCulture, $"{project.Name} answered {command.Path} with {(int)response.StatusCode}: {text}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            return Failed($"{project.Name} did not answer {command.Path}: {exception.Message}");
        }
    }

    private static ExecuteCommandResult Failed(string message) => new() { Success = false, Message = message };
}
