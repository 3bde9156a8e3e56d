using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Web;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Forms with files, as browsers without scripts send them.</summary>
internal static class UploadFormTarget
{
    private const string Boundary = "b";

    public static FuzzTarget Target { get; } = new("upload-form", Run)
    {
        Seeds = static () => Samples.Words(
            "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nt\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\none\r\n--b--\r\n",
            "--b\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''%e2%82%ac\r\n\r\n\r\n--b--", "preamble\r\n--b--\r\n"),
        Words = Samples.Words("--b", "--b--", "\r\n", "\r\n\r\n", "Content-Disposition: form-data; ", "name=\"", "filename=\"", "filename*=", "\"", ";", ":", "\0"),
        MemoryBytes = 4 * 1024 * 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        using var body = new MemoryStream(input.ToArray());
        var read = 0L;
        try
        {
            read = ReadAsync(body).GetAwaiter().GetResult();
        }
        catch (HttpRefusal refusal)
        {
            Promise.That(refusal.Status == 400, "What is no form is the sender's fault.");
        }

        Promise.That(read <= input.Length, "No more comes out than was sent.");
    }

    private static async Task<long> ReadAsync(Stream body)
    {
        var form = new FormReader(Boundary, body);
        var (read, buffer) = (0L, new byte[512]);
        while (await form.NextAsync(CancellationToken.None) is { } section)
        {
            FormUpload.TryReadDisposition(section, out _, out _);
            int length;
            while ((length = await section.Body.ReadAsync(buffer)) > 0)
                read += length;
        }

        return read;
    }
}
