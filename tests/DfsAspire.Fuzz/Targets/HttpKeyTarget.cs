using System.Text;
using DfsAspire.Node.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DfsAspire.Fuzz.Targets;

/// <summary>The header that the http commands take, lines being several of it: admitted is the key alone, for which <c>@</c> stands.</summary>
internal static class HttpKeyTarget
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(OperatorCommands.KeyOf("0123456789abcdef"u8));

    public static FuzzTarget Target { get; } = new("http-key", Run)
    {
        Seeds = static () => Samples.Words("Bearer @", "Bearer", "Basic @\nBearer @"),
        Words = Samples.Words("Bearer ", "bearer ", "@", "\n", ",", " ", "\t", "ü"),
        MaxBytes = 256,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var lines = Encoding.Latin1.GetString(Substitution.Fill(input, Key)).Split('\n');
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = new StringValues(lines);
        var isKey = string.Join(',', lines.Where(static line => line.Length > 0)) == $"Bearer {Encoding.ASCII.GetString(Key)}";
        Promise.That(OperatorCommands.IsAdmitted(context.Request, Key) == isKey, "The key is admitted, and nothing else is.");
    }
}
