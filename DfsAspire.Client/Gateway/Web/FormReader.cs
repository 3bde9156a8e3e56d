using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Transfer;
using Microsoft.AspNetCore.WebUtilities;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>
/// The sections of a form with files (RFC 7578), one after the other as they come. What breaks off or is no such form is the sender's fault, and must not look as if the gateway had
/// no room for it.
/// </summary>
internal sealed class FormReader(string boundary, Stream body)
{
    private readonly MultipartReader _sections = new(boundary, body);

    /// <summary>The next section; null after the last one. What is left of the one before is skipped.</summary>
    /// <exception cref="HttpRefusal">There is no whole form (400); reading the body of the section may end so as well.</exception>
    public async Task<MultipartSection?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _sections.ReadNextSectionAsync(cancellationToken) is not { } section)
                return null;
            section.Body = new SectionBody(section.Body);
            return section;
        }
        catch (Exception fault) when (IsOfForm(fault))
        {
            throw NoForm(fault);
        }
    }

    // What HTTP itself has to say is said elsewhere.
    private static bool IsOfForm(Exception fault) => fault is InvalidDataException or (IOException and not BadHttpRequestException);

    private static HttpRefusal NoForm(Exception fault) => new(StatusCodes.Status400BadRequest, $"The form broke off, or is none: {fault.Message}");

    private sealed class SectionBody(Stream inner) : OneWayStream
    {
        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception fault) when (IsOfForm(fault))
            {
                throw NoForm(fault);
            }
        }
    }
}
