using DfsAspire.Client.Gateway.Api;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Bodies of the REST API.</summary>
internal static class ApiJsonTarget
{
    public static FuzzTarget Target { get; } = new("api-json", Run)
    {
        Seeds = static () => Samples.Words("{\"from\": \"docs/a\", \"to\": \"docs/b\", \"overwrite\": true}", "{\"path\": \"a\", \"version\": \"3f9a1c22\"}", "[[{}]]"),
        Words = Samples.Words("\"from\"", "\"to\"", "\"overwrite\"", "\"path\"", "\"version\"", "null", "true", "{", "}", "[", "]", ":", ",", "\\u0000", "\\ud83d\\ude00", "\\ud83d", "1e999", "/*", "\ufeff"),
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (ApiCall.TryRead(input, ApiShapes.Default.TransferShape, static wish => wish is { From.Length: > 0, To.Length: > 0 }, out var transfer))
        {
            _ = StorePath.TryParse(transfer.From, out _, out _);
            _ = StorePath.TryParse(transfer.To, out _, out _);
        }

        if (ApiCall.TryRead(input, ApiShapes.Default.RestoreShape, static _ => true, out var restore))
            _ = StorePath.TryParse(restore.Path ?? "", out _, out _);
    }
}
