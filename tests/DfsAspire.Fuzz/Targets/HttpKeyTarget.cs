using System.Text;
using DfsAspire.Node.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DfsAspire.Fuzz.Targets;

/// <summary>The header that the http commands take, lines being several of it: admitted is the key alone, for which <c>@</c> stands, in small or capital digits.</summary>
internal static class HttpKeyTarget
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(OperatorCommands.KeyOf("0123456789abcdef"u8));
    private static readonly string Small = Convert.ToHexStringLower(Convert.FromHexString(Encoding.ASCII.GetString(Key)));

    public static FuzzTarget Target { get; } = new("http-key", Run)
    {
        Seeds = static () => Samples.Words("Bearer @", "Bearer", "Basic @\nBearer @", $"Bearer {Small}"),
        Words = Samples.Words("Bearer ", "bearer ", "@", "\n", ",", " ", "\t", "ü"),
        MaxBytes = 256,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var lines = Encoding.Latin1.GetString(Substitution.Fill(input, Key)).Split('\n');
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = new StringValues(lines);
        var said = string.Join(',', lines.Where(static line => line.Length > 0));
        var isKey = said.StartsWith("Bearer ", StringComparison.Ordinal) && said["Bearer ".Length..].Equals(Small, StringComparison.OrdinalIgnoreCase);
        Promise.That(OperatorCommands.IsAdmitted(context.Request, Key) == isKey, "The key is admitted, and nothing else is.");
    }
}
